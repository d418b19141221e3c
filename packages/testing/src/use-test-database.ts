import { randomBytes } from 'node:crypto'
import { connectDatabase, databaseHandle, disconnectDatabase, syncIndexes } from '@parley/db'
import { afterAll, beforeAll, inject } from 'vitest'

/** A setup file: each test file has a database of its own, made with all indexes before and dropped after. */
beforeAll(async () => {
  const databaseName = `parley_test_${process.env.VITEST_POOL_ID ?? '0'}_${randomBytes(6).toString('hex')}`
  await connectDatabase(inject('databaseUri'), { databaseName, appName: databaseName })
  await syncIndexes()
})

afterAll(async () => {
  await databaseHandle().db.dropDatabase()
  await disconnectDatabase()
})

import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { expect, test } from 'vitest'
import { startEmbeddedMongo } from './index.ts'

test.each(['0.0.0.0', '::', '192.168.0.1', '127.example.org', ''])(
  'it does not listen on %s where nobody has to sign in',
  async (host) => {
    const dataDir = join(tmpdir(), 'parley-never-made')
    await expect(startEmbeddedMongo({ dataDir, host, auth: false })).rejects.toThrow('while nobody has to sign in')
    expect(existsSync(dataDir)).toBe(false)
  },
)

test('it listens wider once there is a user, and then asks everybody to sign in', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-wide-'))
  await expect(startEmbeddedMongo({ dataDir, host: '0.0.0.0' })).rejects.toThrow('while nobody has to sign in')
  const local = await startEmbeddedMongo({ dataDir })
  const first = await MongoClient.connect(local.uri)
  await first.db('admin').command({ createUser: 'root', pwd: 'secret', roles: ['root'] })
  await first.close()
  await local.close()
  const wide = await startEmbeddedMongo({ dataDir, host: '0.0.0.0' })
  const uri = `127.0.0.1:${wide.port}/?directConnection=true`
  const nobody = await MongoClient.connect(`mongodb://${uri}`)
  await expect(nobody.db('test').collection('a').findOne({})).rejects.toMatchObject({ code: 13 })
  const root = await MongoClient.connect(`mongodb://root:secret@${uri}`)
  expect(await root.db('test').collection('a').findOne({})).toBeNull()
  // Drivers go on to where it says it is: that is the address they came by.
  expect(await root.db('admin').command({ hello: 1 })).toMatchObject({ me: `127.0.0.1:${wide.port}` })
  await Promise.all([nobody.close(), root.close()])
  await wide.close()
  await rm(dataDir, { recursive: true, force: true })
})

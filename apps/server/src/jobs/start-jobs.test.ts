import { randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { databaseHandle, JobRun } from '@parley/db'
import type { Job } from '@parley/services'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../spawn-test-server.ts'
import { startJobs } from './start-jobs.ts'

const HOUR_MS = 3_600_000

let world: TestWorld

beforeAll(async () => {
  world = await startTestWorld()
})

afterAll(() => world.close())

async function start(jobs: readonly Job[]) {
  const { owner } = await createTenant()
  return startJobs({ ctx: world.contextOf(owner, { serverId: randomUUID() }), jobs })
}

test('each job is woken once, whichever server begins; one that is gone from the list is forgotten', async () => {
  const ran: string[] = []
  const job = (name: string): Job => ({
    name,
    everyMs: HOUR_MS,
    run: async () => {
      ran.push(name)
      return { ran: 1 }
    },
  })
  const before = await start([job('test.gone')])
  await before.ready
  await until(() => ran.includes('test.gone'), 'the first job ran', 10)
  await before.stop()
  const servers = await Promise.all([start([job('test.a'), job('test.b')]), start([job('test.a'), job('test.b')])])
  await Promise.all(servers.map(({ ready }) => ready))
  await until(() => ran.includes('test.a') && ran.includes('test.b'), 'both jobs ran', 10)
  await Promise.all(servers.map((server) => server.stop()))
  expect(ran.toSorted()).toEqual(['test.a', 'test.b', 'test.gone'])
  expect((await JobRun.find().sort({ _id: 1 }).lean()).map(({ outcome }) => outcome)).toEqual(
    Array(3).fill('succeeded'),
  )
  const known = await databaseHandle().db.collection('agendajobs').distinct('name')
  expect(known.toSorted()).toEqual(['test.a', 'test.b'])
})

test('a stop ends what runs and waits for it', async () => {
  const progress = new EventEmitter()
  const began = once(progress, 'begin')
  let hasEnded = false
  const endless: Job = {
    name: 'test.endless',
    everyMs: HOUR_MS,
    run: async ({ signal }) => {
      progress.emit('begin')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      hasEnded = true
      return {}
    },
  }
  const jobs = await start([endless])
  await began
  await jobs.stop()
  expect(hasEnded).toBe(true)
  expect(await JobRun.findById('test.endless').lean()).toMatchObject({ outcome: 'stopped' })
})

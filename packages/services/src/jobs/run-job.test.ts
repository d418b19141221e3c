import { EventEmitter, once } from 'node:events'
import { JobRun } from '@parley/db'
import { createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Job, JobContext } from './job.ts'
import { renewJob, takeJob } from './job-lease.ts'
import { listJobs } from './list-jobs.ts'
import { runJob } from './run-job.ts'

const HOUR_MS = 3_600_000

let world: TestWorld
let at: Date
let never: AbortSignal

beforeAll(async () => {
  world = await startTestWorld({ now: () => at })
})

afterAll(() => world.close())

beforeEach(async () => {
  at = new Date('2026-03-01T12:00:00Z')
  never = new AbortController().signal
  await JobRun.deleteMany({})
  world.logged.length = 0
})

async function contextOf(serverId = world.serverId): Promise<JobContext> {
  const { owner } = await createTenant()
  return world.contextOf(owner, { serverId })
}

const job = (run: Job['run'], name = 'test.count'): Job => ({ name, everyMs: HOUR_MS, run })

test('notes what a run did and when the next one is due', async () => {
  expect(await runJob({ ctx: await contextOf(), job: job(async () => ({ counted: 3 })), stop: never })).toBe(true)
  expect(await JobRun.findById('test.count').lean()).toMatchObject({
    outcome: 'succeeded',
    counts: { counted: 3 },
    startedAt: at,
    finishedAt: at,
    nextRunAt: new Date(at.getTime() + HOUR_MS),
  })
  const { owner } = await createTenant()
  const [state] = await listJobs({ ctx: { actor: owner } })
  expect(state).toMatchObject({ name: 'test.count', outcome: 'succeeded' })
  const viewer = await createMember(new Types.ObjectId().toHexString(), 'member')
  await expect(listJobs({ ctx: { actor: viewer } })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('of servers that begin at once one runs it', async () => {
  let runs = 0
  const gate = new EventEmitter()
  const isOpen = once(gate, 'open')
  const slow = job(async () => {
    runs += 1
    await isOpen
    return {}
  })
  const contexts = await Promise.all(['a', 'b', 'c', 'd'].map(contextOf))
  const begun = contexts.map((ctx) => runJob({ ctx, job: slow, stop: never }))
  const refused = await Promise.race(begun)
  gate.emit('open')
  expect(refused).toBe(false)
  expect((await Promise.all(begun)).filter(Boolean)).toHaveLength(1)
  expect(runs).toBe(1)
})

test('a server that died gives its job to another once its lease is over, and its late word counts for nothing', async () => {
  const dead = await contextOf('dead')
  const diedAt = at
  expect(
    await takeJob(
      job(async () => ({})),
      dead.serverId,
      diedAt,
    ),
  ).toBe(true)
  at = new Date(at.getTime() + 59_000)
  expect(await runJob({ ctx: await contextOf('other'), job: job(async () => ({})), stop: never })).toBe(false)
  at = new Date(at.getTime() + 2_000)
  const taken = job(async () => {
    expect(await renewJob('test.count', dead.serverId, diedAt, at)).toBe(false)
    return { taken: 1 }
  })
  expect(await runJob({ ctx: await contextOf('other'), job: taken, stop: never })).toBe(true)
  expect(await JobRun.findById('test.count').lean()).toMatchObject({ outcome: 'succeeded', ownerId: 'other' })
})

test('a failure is logged and noted by its name alone, and does not keep the next run away', async () => {
  const failing = job(async () => {
    throw new RangeError('ada@example.test is not welcome')
  })
  expect(await runJob({ ctx: await contextOf(), job: failing, stop: never })).toBe(true)
  expect(await JobRun.findById('test.count').lean()).toMatchObject({ outcome: 'failed', error: 'RangeError' })
  expect(world.logged.map(({ level }) => level)).toEqual(['error'])
  expect(await runJob({ ctx: await contextOf(), job: job(async () => ({})), stop: never })).toBe(true)
  expect((await JobRun.findById('test.count').lean())?.error).toBeUndefined()
})

test('a stop reaches the running job', async () => {
  const stopping = new AbortController()
  const waits = job(async ({ signal }) => {
    stopping.abort()
    return { wasStopped: signal.aborted ? 1 : 0 }
  })
  await runJob({ ctx: await contextOf(), job: waits, stop: stopping.signal })
  const run = await JobRun.findById('test.count').lean()
  expect(run?.outcome).toBe('stopped')
  expect(run?.leaseExpiresAt).toBeUndefined()
})

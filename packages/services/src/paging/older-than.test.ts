import { AuditEvent } from '@parley/db'
import { startTestWorld, type TestWorld } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { olderThan } from './older-than.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const explained = z.object({
  executionStats: z.object({ totalKeysExamined: z.number(), totalDocsExamined: z.number() }),
})

test('pages of a list by a moment are disjoint, whole, and read no more than themselves', async () => {
  const organizationId = new Types.ObjectId()
  const events = Array.from({ length: 60 }, (_, i) => ({
    _id: new Types.ObjectId(),
    organizationId,
    actorId: new Types.ObjectId(),
    action: 'leads.update',
    target: { type: 'Lead', id: 'one' },
    // Three share each moment.
    at: new Date(Math.floor(i / 3) * 1000),
  }))
  await AuditEvent.collection.insertMany(events)
  const ids = [...events].sort((a, b) => +b.at - +a.at || (a._id < b._id ? 1 : -1)).map(({ _id }) => _id.toHexString())
  const page = (after: (typeof events)[number] | undefined) =>
    AuditEvent.find({ organizationId, ...(after && olderThan('at', { at: after.at, id: after._id })) })
      .sort({ at: -1, _id: -1 })
      .limit(10)
  const seen: string[] = []
  for (let last: (typeof events)[number] | undefined; seen.length < 60; ) {
    const { executionStats } = explained.parse(await page(last).explain('executionStats'))
    expect(executionStats.totalKeysExamined).toBeLessThanOrEqual(13)
    expect(executionStats.totalDocsExamined).toBeLessThanOrEqual(13)
    const found = await page(last).lean()
    expect(found).toHaveLength(10)
    seen.push(...found.map(({ _id }) => _id.toHexString()))
    last = events.find(({ _id }) => _id.toHexString() === seen.at(-1))
  }
  expect(seen).toEqual(ids)
})

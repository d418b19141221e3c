import { ChatAnalytics } from '@parley/db'
import type { Types } from 'mongoose'
import { DayCount } from './day-count.ts'
import { conversationsOfDay, type Day } from './day-messages.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** The UTC day a moment lies in. */
export function dayOf(at: Date): Day {
  const from = new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS)
  return { from, to: new Date(from.getTime() + DAY_MS) }
}

/** The beginning of yesterday: what was said since is counted again and again, earlier days stand. */
export function firstCountedAnew(now: Date): Date {
  return new Date(dayOf(now).from.getTime() - DAY_MS)
}

/** Counts a day of an organization anew, as a whole and for each agent, and keeps the figures. A count made twice says the same. */
export async function countDay(organizationId: Types.ObjectId, day: Day): Promise<void> {
  const whole = new DayCount()
  const byAgent = new Map<string, { agentId: Types.ObjectId; count: DayCount }>()
  for await (const conversation of conversationsOfDay(organizationId, day)) {
    whole.add(conversation)
    const id = conversation.agentId.toHexString()
    const agent = byAgent.get(id) ?? { agentId: conversation.agentId, count: new DayCount() }
    byAgent.set(id, agent)
    agent.count.add(conversation)
  }
  const counts = [{ agentId: null, count: whole }, ...byAgent.values()]
  await ChatAnalytics.bulkWrite(
    counts.map(({ agentId, count }) => ({
      updateOne: {
        filter: { organizationId, agentId, date: day.from },
        update: { $set: count.figures() },
        upsert: true,
      },
    })),
    { ordered: false },
  )
}

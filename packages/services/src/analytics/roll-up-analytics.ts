import { CONVERSATION_STATUSES } from '@parley/contracts'
import { Conversation } from '@parley/db'
import type { Types } from 'mongoose'
import type { Job } from '../jobs/job.ts'
import { countDay, dayOf, firstCountedAnew } from './count-day.ts'

const EVERY_MS = 5 * 60 * 1000

/** Counts today and yesterday of every organization that was spoken in since yesterday. Safe to run twice, or to be stopped in between. */
export const rollUpAnalytics: Job = {
  name: 'roll-up-analytics',
  everyMs: EVERY_MS,
  async run({ ctx, signal }) {
    const today = dayOf(ctx.now())
    const yesterday = dayOf(firstCountedAnew(ctx.now()))
    const spokenIn = await Conversation.aggregate<{ _id: Types.ObjectId }>([
      { $match: { status: { $in: [...CONVERSATION_STATUSES] }, lastMessageAt: { $gte: yesterday.from } } },
      { $group: { _id: '$organizationId' } },
    ])
    let organizations = 0
    for (const { _id } of spokenIn) {
      if (signal.aborted) break
      await countDay(_id, yesterday)
      await countDay(_id, today)
      organizations += 1
    }
    return { organizations }
  },
}

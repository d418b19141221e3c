import { ChatAnalytics, type MessageRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { dayOf } from '../analytics/count-day.ts'
import { DayCount } from '../analytics/day-count.ts'
import type { CountedMessage } from '../analytics/day-messages.ts'
import { seedIds } from './seed-id.ts'
import { plainRecord, type SeedRecord } from './seed-record.ts'

interface Said {
  conversationId: Types.ObjectId
  agentId: Types.ObjectId
  ownerKey: string
  userIntent: string | undefined
  messages: readonly MessageRecord[]
}

interface CountedDay {
  date: Date
  agentId: Types.ObjectId | null
  count: DayCount
}

/** Counts an organization's days while its conversations are made, as the job would count them from what is stored. */
export class SeedDays {
  readonly #days = new Map<string, CountedDay>()

  add({ messages, ...conversation }: Said): void {
    const byDay = new Map<number, CountedMessage[]>()
    for (const message of messages) {
      const day = dayOf(message.createdAt).from.getTime()
      byDay.set(day, [...(byDay.get(day) ?? []), countedOf(message)])
    }
    for (const [day, ofDay] of byDay) {
      const date = new Date(day)
      for (const agentId of [null, conversation.agentId]) {
        this.#count(date, agentId).add({ ...conversation, messages: ofDay })
      }
    }
  }

  #count(date: Date, agentId: Types.ObjectId | null): DayCount {
    const key = `${date.toISOString().slice(0, 10)}:${agentId?.toHexString() ?? 'all'}`
    const counted = this.#days.get(key) ?? { date, agentId, count: new DayCount() }
    this.#days.set(key, counted)
    return counted.count
  }

  *records(organizationId: Types.ObjectId, path: string, now: Date): Generator<SeedRecord> {
    for (const [key, { date, agentId, count }] of this.#days) {
      const at = { createdAt: now, updatedAt: now }
      const _id = seedIds(`${path}:day:${key}`).own
      yield plainRecord(ChatAnalytics, at, { _id, organizationId, agentId, date, ...count.figures() })
    }
  }
}

/** The longest text that counts as a question; of longer ones only that they were said. */
const LONGEST_QUESTION = 200

function countedOf({ role, status, createdAt, text, feedback, ai }: MessageRecord): CountedMessage {
  return {
    status,
    createdAt,
    ...(role === 'user' && text.length <= LONGEST_QUESTION && { text }),
    ...(feedback && { rating: feedback.rating }),
    ...(ai && {
      ai: {
        model: ai.model,
        tokensUsed: ai.tokensUsed,
        costMicros: ai.costMicros ?? null,
        ...(ai.responseTimeMs != null && { responseTimeMs: ai.responseTimeMs }),
        ...(ai.timeToFirstTokenMs != null && { timeToFirstTokenMs: ai.timeToFirstTokenMs }),
      },
    }),
  }
}

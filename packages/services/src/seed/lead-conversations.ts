import { Conversation } from '@parley/db'
import type { Types } from 'mongoose'
import type { SeedRecord } from './seed-record.ts'

const CONVERSATIONS = Conversation.collection.collectionName

/** Notes, as conversations pass, in which one each lead was first met. */
export class LeadConversations {
  readonly #first = new Map<string, SeedRecord['document']['_id']>()

  of(leadId: Types.ObjectId): SeedRecord['document']['_id'] | null {
    return this.#first.get(leadId.toHexString()) ?? null
  }

  *watch(records: Iterable<SeedRecord>): Generator<SeedRecord> {
    for (const record of records) {
      const { _id, leadId } = record.document
      const key = record.collection === CONVERSATIONS && leadId ? String(leadId) : null
      if (key !== null && !this.#first.has(key)) this.#first.set(key, _id)
      yield record
    }
  }
}

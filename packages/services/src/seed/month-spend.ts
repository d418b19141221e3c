import { UsageRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { monthOf } from '../usage/month-rules.ts'
import type { SeedRecord } from './seed-record.ts'

const USAGE = UsageRecord.collection.collectionName

/** Adds up, from the ledger's records as they pass, what each person spent in the month of `now`. */
export class MonthSpend {
  readonly #micros = new Map<string, number>()
  readonly #from: Date

  constructor(now: Date) {
    this.#from = monthOf(now).from
  }

  *watch(records: Iterable<SeedRecord>): Generator<SeedRecord> {
    for (const record of records) {
      if (record.collection === USAGE) this.#add(record.document)
      yield record
    }
  }

  #add({ userId, costMicros, at, state }: SeedRecord['document']): void {
    if (state !== 'settled' || typeof costMicros !== 'number' || !(at instanceof Date) || at < this.#from) return
    const key = String(userId)
    this.#micros.set(key, (this.#micros.get(key) ?? 0) + costMicros)
  }

  of(userId: Types.ObjectId): number {
    return this.#micros.get(userId.toHexString()) ?? 0
  }
}

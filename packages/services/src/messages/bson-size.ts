import type { MessageRecord } from '@parley/db'
import { mongo } from 'mongoose'

/** The bytes a message takes in its conversation, near enough for the window's limit. */
export function bsonSize(message: MessageRecord): number {
  return mongo.BSON.calculateObjectSize(message, { ignoreUndefined: true })
}

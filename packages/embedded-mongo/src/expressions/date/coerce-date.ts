import { ObjectId, Timestamp } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import { typeName } from '../../values/index.ts'
import type { Argument } from '../operator.ts'

/** The milliseconds of a date, or of the time inside an ObjectId or a timestamp. */
export function millisecondsOf(value: Argument): number {
  if (value instanceof Date) return value.getTime()
  if (value instanceof ObjectId) return value.getTimestamp().getTime()
  if (value instanceof Timestamp) return value.getHighBitsUnsigned() * 1000
  throw new MongoServerFailure(16006, `can't convert from BSON type ${typeName(value)} to Date`)
}

export function isDateLike(value: Argument): boolean {
  return value instanceof Date || value instanceof ObjectId || value instanceof Timestamp
}

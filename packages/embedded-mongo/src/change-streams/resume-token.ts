import { MongoServerFailure } from '../errors.ts'
import type { LogPosition } from '../store/commit-log.ts'
import type { Doc, Value } from '../values/index.ts'

/** A place in a change stream, as clients hand it back. `isInvalidate`: behind the event that ended the stream. */
export interface ResumePoint {
  readonly position: LogPosition
  readonly isInvalidate: boolean
}

const FORM = /^[0-9a-f]{26}$/

/** `{ _data: hex }`: tokens order as their places do. */
export function resumeToken({ sequence, index }: LogPosition, isInvalidate = false): Doc {
  const data = sequence.toString(16).padStart(16, '0') + index.toString(16).padStart(8, '0')
  return new Map([['_data', `${data}${isInvalidate ? '01' : '00'}`]])
}

export function parseResumeToken(token: Value): ResumePoint {
  const data = token instanceof Map ? token.get('_data') : undefined
  if (typeof data !== 'string' || !FORM.test(data))
    throw new MongoServerFailure('InvalidResumeToken', 'The resume token is not one of this database')
  return {
    position: { sequence: Number.parseInt(data.slice(0, 16), 16), index: Number.parseInt(data.slice(16, 24), 16) },
    isInvalidate: data.endsWith('01'),
  }
}

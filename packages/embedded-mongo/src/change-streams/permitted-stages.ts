import { MongoServerFailure } from '../errors.ts'
import type { Doc } from '../values/index.ts'

const PERMITTED = ['$addFields', '$match', '$project', '$redact', '$replaceRoot', '$replaceWith', '$set', '$unset']

/** Stages that may follow $changeStream: each document by itself, nothing gathered. */
export function checkPermitted(stages: readonly Doc[]): void {
  for (const stage of stages) {
    const [name = ''] = stage.keys()
    if (!PERMITTED.includes(name))
      throw new MongoServerFailure('IllegalOperation', `${name} is not permitted in a $changeStream pipeline`)
  }
}

/** Clients resume by an event's `_id`: a pipeline that changes it breaks the stream. */
export function checkTokens(before: readonly Doc[], after: readonly Doc[]): void {
  const tokens = new Set(before.map(tokenText))
  for (const event of after)
    if (!tokens.has(tokenText(event)))
      throw new MongoServerFailure(
        'ChangeStreamFatalError',
        'Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Modifying the _id field of an event makes it impossible to resume the stream from that point. Only transformations that retain the unmodified _id field are allowed.',
      )
}

function tokenText(event: Doc): unknown {
  const id = event.get('_id')
  return id instanceof Map && id.size === 1 ? id.get('_data') : Symbol('not a token')
}

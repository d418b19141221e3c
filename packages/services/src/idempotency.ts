import { createHash } from 'node:crypto'
import { IDEMPOTENCY_DAYS, type IdempotencyData, IdempotencyRecord, withTransaction } from '@parley/db'
import { type ClientSession, mongo } from 'mongoose'
import type { MemberContext } from './context.ts'
import { ConflictError } from './errors.ts'
import { objectId } from './object-id.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const DUPLICATE_KEY = 11000

export type ResponseRef = NonNullable<IdempotencyData['responseRef']>

interface OnceAnswer {
  ref: ResponseRef
  /** True when an earlier call did the work. */
  isRepeat: boolean
}

/**
 * Does `work` in a transaction, once for each key of this person: a repeated call is answered with what the first one made. Throws
 * ConflictError when the same key comes with another request.
 */
export async function answerOnce(
  ctx: MemberContext,
  key: string,
  request: unknown,
  work: (session: ClientSession) => Promise<ResponseRef>,
): Promise<OnceAnswer> {
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  const name = { organizationId: objectId(ctx.actor.organizationId), ownerKey: ctx.actor.userId, key }
  const expiresAt = new Date(ctx.now().getTime() + IDEMPOTENCY_DAYS * DAY_MS)
  const attempt = () =>
    withTransaction(async (session): Promise<OnceAnswer> => {
      const earlier = await IdempotencyRecord.findOne(name, null, { session }).lean()
      if (earlier?.responseRef) {
        if (earlier.requestHash !== requestHash) throw new ConflictError('Key used before', REUSED_KEY)
        return { ref: earlier.responseRef, isRepeat: true }
      }
      const ref = await work(session)
      await IdempotencyRecord.create([{ ...name, requestHash, responseRef: ref, expiresAt }], { session })
      return { ref, isRepeat: false }
    })
  try {
    return await attempt()
  } catch (error) {
    // Another call with this key committed after our snapshot was taken: its answer is there now.
    if (error instanceof mongo.MongoServerError && error.code === DUPLICATE_KEY) return attempt()
    throw error
  }
}

const REUSED_KEY = 'This was already sent with other content. Reload to see it, then send the new text again.'

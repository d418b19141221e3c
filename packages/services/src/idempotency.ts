import { createHash } from 'node:crypto'
import {
  IDEMPOTENCY_DAYS,
  type IdempotencyData,
  IdempotencyRecord,
  insertMade,
  withSharedTransaction,
} from '@parley/db'
import { type ClientSession, Types } from 'mongoose'
import { z } from 'zod'
import type { MemberContext } from './context.ts'
import { ConflictError, InvalidInputError } from './errors.ts'
import { objectId } from './object-id.ts'

const DAY_MS = 24 * 60 * 60 * 1000

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
  ctx: Pick<MemberContext, 'actor' | 'now'>,
  key: string,
  request: unknown,
  work: (session: ClientSession) => Promise<ResponseRef>,
): Promise<OnceAnswer> {
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  const name = { organizationId: objectId(ctx.actor.organizationId), ownerKey: ctx.actor.userId, key }
  const expiresAt = new Date(ctx.now().getTime() + IDEMPOTENCY_DAYS * DAY_MS)

  const findEarlier = async (): Promise<OnceAnswer | null> => {
    const earlier = await IdempotencyRecord.findOne(name).lean()
    if (!earlier?.responseRef) return null
    if (earlier.requestHash !== requestHash) throw new ConflictError('Key used before', REUSED_KEY)
    return { ref: earlier.responseRef, isRepeat: true }
  }

  const earlier = await findEarlier()
  if (earlier) return earlier
  try {
    const ref = await withSharedTransaction(async (session) => {
      const responseRef = await work(session)
      const record = { _id: new Types.ObjectId(), ...name, requestHash, responseRef, expiresAt }
      await insertMade(IdempotencyRecord, record, session)
      return responseRef
    })
    return { ref, isRepeat: false }
  } catch (error) {
    // A call with this key that was made at the same time may have come first: then its answer is also ours, whatever stood in our way.
    const first = await findEarlier()
    if (first) return first
    throw error
  }
}

const REUSED_KEY = 'This was already sent with other content. Reload to see it, then send the new text again.'

const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/)

/** The Idempotency-Key header. Throws InvalidInputError. */
export function parseIdempotencyKey(key: string): string {
  const parsed = idempotencyKey.safeParse(key)
  if (parsed.success) return parsed.data
  const userMessage = 'The Idempotency-Key must be 1 to 200 visible ASCII characters.'
  throw new InvalidInputError('Not an idempotency key', userMessage)
}

type Made = { id: string } | { friendlyName: string }

/**
 * A create that honours the Idempotency-Key header: repeated with the same key it is answered with what the first made, as it is now. `name` is
 * the procedure's. Throws ConflictError when the key comes with another input.
 */
export async function createOnce<Thing extends Made>(
  ctx: Pick<MemberContext, 'actor' | 'now' | 'idempotencyKey'>,
  name: string,
  input: unknown,
  create: () => Promise<Thing>,
  read: (id: string) => Promise<Thing>,
): Promise<Thing> {
  if (ctx.idempotencyKey === null) return create()
  let made: Thing | null = null
  const { ref, isRepeat } = await answerOnce(
    ctx,
    `${name}:${parseIdempotencyKey(ctx.idempotencyKey)}`,
    input,
    async () => {
      made = await create()
      return { createdId: 'id' in made ? made.id : made.friendlyName }
    },
  )
  if (!isRepeat && made) return made
  if (ref.createdId == null) throw new Error(`An answered ${name} names nothing`)
  return read(ref.createdId)
}

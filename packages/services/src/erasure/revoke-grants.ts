import {
  decryptField,
  Erasure,
  type ErasureRecord,
  encryptField,
  PlatformIntegration,
  withTransaction,
} from '@parley/db'
import { mongo, type Types } from 'mongoose'
import { WITHOUT_TOKENS } from '../integrations/create-connection-store.ts'
import { openTokens } from '../integrations/credentials.ts'
import { type ErasureContext, type ErasureRun, noteProgress } from './erasure-run.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** After about ten days of trying a grant is given up; the platform may end it by itself. */
const MAX_ATTEMPTS = 16

type PendingRevocation = ErasureRecord['pendingRevocations'][number]

function addressOf(erasureId: Types.ObjectId, id: string) {
  const field = `pendingRevocations.${id}`
  return { model: 'Erasure', recordId: erasureId.toHexString(), userId: '', platform: '', field }
}

/**
 * Takes the tokens of connections away and keeps what the platforms must be told in the erasure's own record, sealed anew, so that
 * nothing of it hangs on the person; then tells the platforms.
 */
export async function revokeGrants(run: ErasureRun, filter: Readonly<Record<string, unknown>>): Promise<void> {
  const { ctx, erasureId } = run
  const connected = PlatformIntegration.find({ ...filter, 'credentials.refreshToken': { $exists: true } })
    .select('+credentials.accessToken +credentials.refreshToken')
    .lean()
  for (const held of await connected) {
    const tokens = held.credentials && openTokensOrNull(ctx, held, held.credentials)
    await withTransaction(async (session) => {
      const { modifiedCount } = await PlatformIntegration.updateOne(
        { _id: held._id, 'credentials.accessToken': held.credentials?.accessToken },
        { $set: { isConnected: false, status: 'revoked' }, $unset: WITHOUT_TOKENS },
        { session },
      )
      if (modifiedCount === 1 && tokens) {
        const id = new mongo.ObjectId().toHexString()
        const refreshToken = encryptField(ctx.keys, addressOf(erasureId, id), tokens.refreshToken)
        const pending = { id, platform: held.platform, isSandbox: held.isSandbox, refreshToken, nextTryAt: ctx.now() }
        await Erasure.updateOne({ _id: erasureId }, { $push: { pendingRevocations: pending } }, { session })
      }
      await noteProgress(run, {}, session)
    })
  }
  await tellPlatforms(ctx, erasureId)
}

/** Tokens that cannot be opened (a lost key) can be told to nobody. */
function openTokensOrNull(ctx: ErasureContext, ...[owner, stored]: OwnerAndStored) {
  try {
    return openTokens(ctx.keys, owner, stored)
  } catch (err) {
    ctx.log.warn({ err }, 'The tokens of a connection cannot be opened; its grant is not taken back')
    return null
  }
}

type OwnerAndStored = Parameters<typeof openTokens> extends [unknown, ...infer Rest] ? Rest : never

/** Tries what is due of an erasure's grants. One that fails is tried again later, at most MAX_ATTEMPTS times. */
export async function tellPlatforms(ctx: ErasureContext, erasureId: Types.ObjectId): Promise<void> {
  const erasure = await Erasure.findById(erasureId, { pendingRevocations: 1 }).lean()
  for (const pending of erasure?.pendingRevocations ?? []) {
    if (pending.nextTryAt > ctx.now()) continue
    const isDone = await tellPlatform(ctx, erasureId, pending)
    const itself = { _id: erasureId, 'pendingRevocations.id': pending.id }
    const taken = { $pull: { pendingRevocations: { id: pending.id } } }
    // Mongoose's validators take the condition of a $pull for a value.
    const options = { runValidators: false }
    if (isDone) await Erasure.updateOne(itself, { ...taken, $inc: { revoked: 1 } }, options)
    else if (pending.attempts + 1 >= MAX_ATTEMPTS) {
      ctx.log.error({ erasureId: erasureId.toHexString() }, 'A grant of an erased account could not be taken back')
      await Erasure.updateOne(itself, taken, options)
    } else {
      const waitMs = Math.min(MINUTE_MS * 2 ** pending.attempts, DAY_MS)
      await Erasure.updateOne(itself, {
        $inc: { 'pendingRevocations.$.attempts': 1 },
        $set: { 'pendingRevocations.$.nextTryAt': new Date(ctx.now().getTime() + waitMs) },
      })
    }
  }
}

async function tellPlatform(
  { keys, connectors, log }: ErasureContext,
  erasureId: Types.ObjectId,
  { id, platform, isSandbox, refreshToken }: PendingRevocation,
): Promise<boolean> {
  try {
    if (connectors.isSandbox(platform) !== isSandbox) return false
    const opened = decryptField(keys, addressOf(erasureId, id), refreshToken)
    return await connectors.revoke(platform, { accessToken: '', refreshToken: opened, expiresAt: null, scope: [] })
  } catch (err) {
    log.warn({ err, platform }, 'A grant could not be taken back; it is tried again')
    return false
  }
}

import {
  ConnectorError,
  hashState,
  isConnectorError,
  PLATFORM_ROWS,
  readState,
  type TokenSet,
} from '@parley/connectors'
import { type ConnectedAccount, type PlatformName, platformContract } from '@parley/contracts'
import { decryptField, EncryptionError, OAuthAttempt, PlatformIntegration } from '@parley/db'
import type { Actor } from '../actor.ts'
import type { VerbContext } from '../context.ts'
import { DECLINED } from '../messages/decide-message.ts'
import { resumeTurn } from '../turns/resume-turn.ts'
import { resumeWaitingTurns } from '../turns/resume-waiting-turns.ts'
import { chosenAccount, pinAccount } from './choose-account.ts'
import { WITHOUT_TOKENS } from './create-connection-store.ts'
import { verifierAddress } from './credentials.ts'
import type { AttemptRecord } from './get-attempt.ts'
import { type StoredGrant, storeGrant } from './store-grant.ts'

/** What the callback's page says and where it leads. */
export interface CompletedAttempt {
  outcome: 'connected' | 'choose_account' | 'denied' | 'failed' | 'signed_out'
  userMessage: string
  /** Where there is an attempt of this person. */
  attempt?: { attemptId: string; returnTo: string }
}

const STALE: CompletedAttempt = {
  outcome: 'failed',
  userMessage: 'This sign-in could not be completed. It may have expired or been used already. Please start again.',
}
const SIGNED_OUT: CompletedAttempt = {
  outcome: 'signed_out',
  userMessage: 'You are not signed in to Parley in this browser, under this address. Sign in, then connect again.',
}
const EXPIRED = { code: 'expired', userMessage: 'This sign-in took longer than ten minutes. Please start again.' }

type CallbackContext = VerbContext & { actor: Actor | null }

/**
 * Ends the attempt a provider's answer belongs to. The state is taken once, by a conditional write, and only from the browser session
 * that began; the code is traded, the tokens are stored encrypted, the accounts are read. Never throws for what a person or a provider
 * can do; whatever is not a finished consent leaves no token behind.
 */
export async function completeAttempt({
  ctx,
  input,
}: {
  ctx: CallbackContext
  input: { platform: string; parameters: URLSearchParams }
}): Promise<CompletedAttempt> {
  const platform = platformContract.safeParse(input.platform)
  const state = readState(input.parameters)
  if (!platform.success || state === null) return STALE
  if (!ctx.actor) return SIGNED_OUT
  const { organizationId, userId, sessionId } = ctx.actor
  const stateHash = hashState(state)
  // Its verifier is read and taken away in one write, so a second callback with this state finds nothing.
  const attempt = await OAuthAttempt.findOneAndUpdate(
    { stateHash, organizationId, userId, sessionId, platform: platform.data, status: 'pending' },
    { $unset: { stateHash: 1, codeVerifier: 1 } },
    { returnDocument: 'before' },
  )
    .select('+codeVerifier')
    .lean()
  if (!attempt) return STALE
  const place = { attempt: { attemptId: attempt._id.toHexString(), returnTo: attempt.returnTo } }
  if (attempt.expiresAt <= ctx.now()) {
    await endAttempt(attempt, 'expired', EXPIRED)
    return { outcome: 'failed', userMessage: EXPIRED.userMessage, ...place }
  }
  try {
    const grant = await ctx.connectors.complete(platform.data, {
      parameters: input.parameters,
      stateHash,
      codeVerifier: openVerifier(ctx, attempt, attempt.codeVerifier),
    })
    const stored = await storeGrant(ctx, attempt, grant)
    const accounts = await readAccounts(ctx, platform.data, stored, grant.tokens)
    return { ...(await settle(ctx, ctx.actor, attempt, stored, accounts)), ...place }
  } catch (error) {
    if (!isConnectorError(error)) {
      ctx.log.error({ err: error, platform: platform.data }, 'A connection could not be completed')
      const userMessage = 'Something went wrong on our side, and nothing was connected. Please start again.'
      await endAttempt(attempt, 'failed', { code: 'internal', userMessage })
      return { outcome: 'failed', userMessage, ...place }
    }
    const { kind, userMessage } = error
    ctx.log.warn({ err: error, kind, platform: platform.data }, 'A connection was not completed')
    await endAttempt(attempt, 'failed', { code: kind, userMessage })
    ctx.events.publish(userId, eventOf(attempt))
    if (kind !== 'denied') return { outcome: 'failed', userMessage, ...place }
    await declineWaiting(ctx, attempt)
    return { outcome: 'denied', userMessage, ...place }
  }
}

function openVerifier(ctx: CallbackContext, attempt: AttemptRecord, sealed: string | null | undefined): string {
  const { label } = PLATFORM_ROWS[attempt.platform]
  try {
    if (sealed) return decryptField(ctx.keys, verifierAddress(attempt), sealed)
  } catch (error) {
    if (!(error instanceof EncryptionError)) throw error
  }
  throw new ConnectorError('invalid_callback', label, 'callback: the verifier is gone or does not open')
}

function eventOf({ conversationId, messageId }: AttemptRecord, integrationId?: string) {
  return {
    type: 'connection' as const,
    ...(conversationId && { conversationId: conversationId.toHexString() }),
    ...(messageId && { messageId: messageId.toHexString() }),
    ...(integrationId !== undefined && { integrationId }),
  }
}

async function endAttempt(
  { _id }: AttemptRecord,
  status: 'failed' | 'expired',
  error: { code: string; userMessage: string },
): Promise<void> {
  await OAuthAttempt.updateOne({ _id, status: 'pending' }, { $set: { status, error } })
}

/** A grant whose accounts cannot be read is of no use: it is taken back, and nothing of it is kept. */
async function readAccounts(
  ctx: CallbackContext,
  platform: PlatformName,
  stored: StoredGrant,
  tokens: TokenSet,
): Promise<ConnectedAccount[]> {
  try {
    const accounts = await ctx.connectors.listAccounts(stored.integrationId)
    if (accounts.length > 0) return accounts
    const { label } = PLATFORM_ROWS[platform]
    const userMessage = `This sign-in has no ${label} account to read. Connect with another sign-in.`
    throw new ConnectorError('no_access', label, 'callback: no accounts', { userMessage })
  } catch (error) {
    await forget(stored)
    await ctx.connectors.revoke(platform, tokens)
    throw error
  }
}

async function forget({ integrationId, isNew }: StoredGrant): Promise<void> {
  if (isNew) await PlatformIntegration.deleteOne({ _id: integrationId })
  else
    await PlatformIntegration.updateOne(
      { _id: integrationId },
      { $set: { isConnected: false, status: 'revoked' }, $unset: WITHOUT_TOKENS },
    )
}

/** One account is chosen by itself, and so is the former one on reconnect; else the person chooses. */
async function settle(
  ctx: CallbackContext,
  actor: Actor,
  attempt: AttemptRecord,
  { integrationId, accountId }: StoredGrant,
  accounts: ConnectedAccount[],
): Promise<Omit<CompletedAttempt, 'attempt'>> {
  const { platform } = attempt
  const former = accounts.find((account) => account.accountId === accountId)
  const chosen = former ?? (accounts.length === 1 ? accounts[0] : undefined)
  await PlatformIntegration.updateOne(
    { _id: integrationId },
    {
      $set: {
        'platformData.accounts': accounts,
        lastSyncedAt: ctx.now(),
        ...(chosen && chosenAccount(platform, chosen.accountId)),
      },
    },
  )
  await OAuthAttempt.updateOne(
    { _id: attempt._id },
    { $set: { status: chosen ? 'completed' : 'choose_account', integrationId } },
  )
  ctx.events.publish(actor.userId, eventOf(attempt, integrationId))
  const { label } = PLATFORM_ROWS[platform]
  if (!chosen) return { outcome: 'choose_account', userMessage: `${label} is connected. Choose the account in Parley.` }
  await pinAccount(attempt, chosen.accountId)
  await resumeWaitingTurns(ctx, actor, platform)
  return { outcome: 'connected', userMessage: `${label} is connected: ${chosen.name}.` }
}

/** A no at the provider is Not now on the card. */
async function declineWaiting(ctx: CallbackContext, attempt: AttemptRecord): Promise<void> {
  const { conversationId, messageId, organizationId, userId } = attempt
  if (!conversationId || !messageId) return
  const ownerKey = userId.toHexString()
  const key = { conversationId, organizationId, ownerKey }
  try {
    await resumeTurn(ctx, { key, messageId: messageId.toHexString(), userId: ownerKey, decline: DECLINED })
  } catch (err) {
    ctx.log.info({ err, messageId: messageId.toHexString() }, 'Nothing waited for the connection that was declined')
  }
}

import type { ConnectIntegrationInput, StartedConnection } from '@parley/contracts'
import { encryptField, OAuthAttempt, Turn } from '@parley/db'
import { Types } from 'mongoose'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { loadConversation } from '../conversations/load-conversation.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'
import { loadMessage } from '../messages/find-message.ts'
import { objectId } from '../object-id.ts'
import { waitingCards } from '../turns/waiting-calls.ts'
import { asAppError } from './connector-failure.ts'
import { verifierAddress } from './credentials.ts'
import { connectionOwner, loadIntegration } from './load-integration.ts'

const MS_PER_MINUTE = 60_000
const ATTEMPT_MS = 10 * MS_PER_MINUTE
const KEPT_MS = 24 * 60 * MS_PER_MINUTE

/** The conversation and what waits in it must be the actor's own. */
async function checkPlace(ctx: MemberContext, input: ConnectIntegrationInput): Promise<void> {
  const { conversationId, messageId, functionCallId } = input
  if (conversationId === undefined) return
  const key = conversationKey(ctx.actor, conversationId)
  await loadConversation(key)
  if (messageId === undefined) return
  const { message } = await loadMessage(key, objectId(messageId))
  if (functionCallId === undefined) return
  const turn = await Turn.findOne(
    { messageId: message._id, state: 'awaiting_connection' },
    { parts: 1, rounds: 1 },
  ).lean()
  if (!turn || !waitingCards(turn).some((card) => card.functionCallId === functionCallId)) {
    throw new ConflictError('The call does not wait', 'This no longer waits for a connection. Ask again instead.')
  }
}

/** Begins a consent: the browser goes to `authorizationUrl`, and integrations.getAttempt says how it went. It must end within ten minutes. */
export async function connectIntegration({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: ConnectIntegrationInput
}): Promise<StartedConnection> {
  requireWriter(ctx.actor)
  const { platform, integrationId, conversationId, messageId, functionCallId } = input
  const owner = connectionOwner(ctx.actor)
  const former = integrationId === undefined ? null : await loadIntegration(owner, integrationId)
  if (former && former.platform !== platform) {
    throw new InvalidInputError('Another platform', 'This connection is to another platform.')
  }
  await checkPlace(ctx, input)
  const begun = await asAppError(ctx.connectors.begin(platform, former?.grantKey))
  const now = ctx.now().getTime()
  const _id = new Types.ObjectId()
  const attemptId = _id.toHexString()
  await OAuthAttempt.create([
    {
      _id,
      ...owner,
      platform,
      stateHash: begun.stateHash,
      codeVerifier: encryptField(
        ctx.keys,
        verifierAddress({ _id, userId: owner.userId, platform }),
        begun.codeVerifier,
      ),
      ...(conversationId !== undefined && { conversationId: objectId(conversationId) }),
      ...(messageId !== undefined && { messageId: objectId(messageId) }),
      ...(functionCallId !== undefined && { functionCallId }),
      sessionId: ctx.actor.sessionId,
      ...(former && { integrationId: former._id }),
      isSandbox: ctx.connectors.isSandbox(platform),
      returnTo: conversationId === undefined ? '/connections' : `/chat/${conversationId}`,
      expiresAt: new Date(now + ATTEMPT_MS),
      purgeAt: new Date(now + KEPT_MS),
    },
  ])
  return { attemptId, authorizationUrl: begun.authorizationUrl }
}

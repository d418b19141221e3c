import type { TurnRef } from '@parley/assistant'
import type { Message, MessageRefInput } from '@parley/contracts'
import { type MessageRecord, withTransaction } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { requireWriter } from '../access/require-writer.ts'
import { requirePayer } from '../account/find-payer.ts'
import type { MemberContext } from '../context.ts'
import { type ConversationKey, conversationKey } from '../conversations/conversation-key.ts'
import { requireOpen } from '../conversations/conversation-rules.ts'
import { loadConversation } from '../conversations/load-conversation.ts'
import { ConflictError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { makeWayForTurn } from '../turns/make-way-for-turn.ts'
import { reopenTurn } from '../turns/reopen-turn.ts'
import { requireAllowance } from '../usage/require-allowance.ts'
import { type FoundMessage, loadMessage } from './find-message.ts'
import { isFinal } from './message-rules.ts'
import { showMessage } from './show-messages.ts'

/**
 * Gives a failed or stopped answer a new attempt of its turn, from the rounds and text that were kept, from the start where there are
 * none. ConflictError for any other message and while another answer is being written.
 */
export async function continueMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: MessageRefInput
}): Promise<Message> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, input.conversationId)
  const messageId = objectId(input.messageId)
  const [payer] = await Promise.all([
    requirePayer(key.organizationId, ctx.now()),
    requireAllowance(ctx.actor.userId, ctx.now()),
  ])
  const turn = await withTransaction((session) => reopen(ctx, key, input.messageId, payer, session))
  ctx.turns.start(turn)
  ctx.events.publish(ctx.actor.userId, { type: 'conversation', ...input })
  return showMessage(key, (await loadMessage(key, messageId)).message)
}

async function reopen(
  ctx: MemberContext,
  key: ConversationKey,
  id: string,
  payer: 'user' | 'demo',
  session: ClientSession,
): Promise<TurnRef> {
  const head = await loadConversation(key, session)
  requireOpen(head)
  const message = requireContinuable(await loadMessage(key, objectId(id), session))
  await makeWayForTurn(head, key, ctx.now(), session)
  const parts = message.parts.filter((part) => part.type !== 'card')
  return reopenTurn(ctx, { key, head, message, from: 'done', parts, payer, userId: ctx.actor.userId }, session)
}

function requireContinuable({ message, isInWindow }: FoundMessage): MessageRecord {
  if (!isFinal(message.status)) {
    throw new ConflictError('The turn is not done', 'This answer is still being written. Wait for it or stop it first.')
  }
  if (message.role !== 'assistant' || message.status === 'complete') {
    throw new ConflictError(
      `A ${message.role} message that is ${message.status}`,
      'This message has nothing left to continue.',
    )
  }
  if (!isInWindow) {
    throw new ConflictError(
      'The message is in a bucket',
      'This answer is too far back to go on with. Ask again instead.',
    )
  }
  return message
}

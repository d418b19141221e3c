import type { GetFeedbackInput, RatedExchange } from '@parley/contracts'
import { requireAdmin } from '../access/require-admin.ts'
import type { WriteContext } from '../audit/audited-write.ts'
import { recordReading } from '../audit/record-reading.ts'
import { NotFoundError } from '../errors.ts'
import { findMessage } from '../messages/find-message.ts'
import { loadWindow } from '../messages/load-window.ts'
import { readMessages } from '../messages/read-message-page.ts'
import { showMessage, showMessages } from '../messages/show-messages.ts'
import { objectId } from '../object-id.ts'
import { findAgentNames } from './find-agent-names.ts'
import { loadRatedKey } from './load-rated-key.ts'

const MOST_BEFORE = 10

/** A rated answer, its question and what was said right before; for admins and owners of its organization, each reading audited. */
export async function getFeedback({
  ctx,
  input,
}: {
  ctx: WriteContext
  input: GetFeedbackInput
}): Promise<RatedExchange> {
  requireAdmin(ctx.actor)
  const messageId = objectId(input.messageId)
  const key = await loadRatedKey(objectId(ctx.actor.organizationId), messageId)
  const window = await loadWindow(key)
  const message =
    window.messages.find(({ _id }) => _id.equals(messageId)) ?? (await findMessage(key, messageId))?.message
  // Withdrawn, or removed, since it was found.
  if (!message?.feedback) throw new NotFoundError('rated answer')
  const { seq, parentMessageId } = message
  const range = { after: 0, before: seq, direction: 'newestFirst' } as const
  const [thread, names] = await Promise.all([
    readMessages(key, window, range, {}, MOST_BEFORE + 1),
    findAgentNames(key.organizationId, [window.agentId]),
  ])
  const question =
    thread.find(({ _id }) => parentMessageId?.equals(_id)) ??
    (parentMessageId && (await findMessage(key, parentMessageId))?.message)
  const before = thread.filter(({ _id }) => !question?._id.equals(_id)).slice(-MOST_BEFORE)
  await recordReading(ctx, { action: 'feedback.get', target: { type: 'Message', id: messageId } })
  const agentId = window.agentId.toHexString()
  const answer = await showMessage(key, message)
  if (!answer.feedback) throw new NotFoundError('rated answer')
  return {
    conversationId: key.conversationId.toHexString(),
    agent: { id: agentId, name: names.get(agentId) ?? null, version: window.agentVersion },
    question: question ? await showMessage(key, question) : null,
    answer: { ...answer, feedback: answer.feedback },
    before: await showMessages(key, before),
  }
}

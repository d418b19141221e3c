import type { EditMessageInput, SentMessages } from '@parley/contracts'
import type { MessageRecord } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { draftAnswer, draftQuestion } from './draft-exchange.ts'
import { loadMessage } from './find-message.ts'
import { sendExchange } from './send-exchange.ts'
import { writeMessageFields } from './write-message-fields.ts'

const NOT_OWN = 'Only your own messages can be changed.'

/**
 * Asks a question in other words: they come last in the thread with the question's files, and what they replace stays where it is, marked
 * as edited. Answers as sendMessage does. InvalidInputError for a message that is not the person's, ConflictError for one edited before.
 */
export async function editMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: EditMessageInput
}): Promise<SentMessages> {
  return sendExchange(ctx, {
    input,
    draft: async ({ key, firstSeq, at, session }) => {
      const { clientMessageId, text } = input
      const { message } = await loadMessage(key, objectId(input.messageId), session)
      const { _id: parentMessageId, attachments } = requireEditable(message)
      await writeMessageFields(key, parentMessageId, { 'metadata.editedAt': at }, session)
      const parts = [{ type: 'text' as const, value: text }]
      const userMessage = draftQuestion({ clientMessageId, parts, attachments, parentMessageId }, firstSeq, at)
      return { userMessage, assistantMessage: draftAnswer(userMessage, firstSeq + 1, at) }
    },
  })
}

function requireEditable(message: MessageRecord): MessageRecord {
  if (message.role !== 'user' || message.senderType !== 'user') {
    throw new InvalidInputError('Not a message of the person', NOT_OWN, { messageId: [NOT_OWN] })
  }
  if (message.metadata?.editedAt) {
    throw new ConflictError(
      'Edited before',
      'You changed this message before. Change its newest version, further down.',
    )
  }
  return message
}

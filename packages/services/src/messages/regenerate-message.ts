import type { RegenerateMessageInput, SentMessages } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { draftAnswer } from './draft-exchange.ts'
import { loadMessage } from './find-message.ts'
import { sendExchange } from './send-exchange.ts'

const NO_QUESTION = 'This message answers no question that could be asked again.'

/**
 * Asks an answer's question again: the new answer comes last in the thread, and the old one stays where it is. Answers as sendMessage
 * does, with the question as it stands. InvalidInputError where the message is no answer, ConflictError where its question was edited since.
 */
export async function regenerateMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: RegenerateMessageInput
}): Promise<SentMessages> {
  return sendExchange(ctx, {
    input,
    draft: async ({ key, firstSeq, at, session }) => {
      const { message: answer } = await loadMessage(key, objectId(input.messageId), session)
      if (answer.role !== 'assistant' || !answer.parentMessageId) {
        throw new InvalidInputError('Not an answer to a question', NO_QUESTION, { messageId: [NO_QUESTION] })
      }
      const { message: question } = await loadMessage(key, answer.parentMessageId, session)
      if (question.metadata?.editedAt) {
        throw new ConflictError(
          'The question was edited',
          'The question was changed since. Ask again at its newest version, further down.',
        )
      }
      return { userMessage: question, assistantMessage: draftAnswer(question, firstSeq, at) }
    },
  })
}

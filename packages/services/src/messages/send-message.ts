import type { SendMessageInput, SentMessages } from '@parley/contracts'
import { attachToMessage } from '../attachments/attach-to-message.ts'
import type { MemberContext } from '../context.ts'
import { draftAnswer, draftQuestion } from './draft-exchange.ts'
import { sendExchange } from './send-exchange.ts'

/**
 * Writes the user's message and the empty answer, and starts the turn. The same clientMessageId with the same content is answered
 * with the same two messages, once written; with other content it is a ConflictError, and so is a send while an answer is being written.
 */
export async function sendMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: SendMessageInput
}): Promise<SentMessages> {
  return sendExchange(ctx, {
    input,
    currentPage: input.context?.currentPage,
    draft: async ({ key, firstSeq, at, session }) => {
      const { clientMessageId, text, attachments: files } = input
      const parts = input.parts ?? [{ type: 'text' as const, value: text ?? '' }]
      const attachments = await attachToMessage(key, files ?? [], session)
      const userMessage = draftQuestion({ clientMessageId, parts, attachments }, firstSeq, at)
      return { userMessage, assistantMessage: draftAnswer(userMessage, firstSeq + 1, at) }
    },
  })
}

import { z } from 'zod'
import {
  feedbackContract,
  MESSAGE_ROLES,
  MESSAGE_TYPES,
  messageContract,
  NEGATIVE_REASONS,
  POSITIVE_REASONS,
  RATINGS,
  SENDER_TYPES,
} from './message.ts'
import { limitContract } from './paging.ts'
import { clientMessageIdContract, idContract, MAX_TEXT_BYTES, messageTextContract, textBytes } from './scalars.ts'

/** Where in the host product the person is, as the page itself says; a hint for the assistant, never trusted. */
export const pageContextContract = z.strictObject({ currentPage: z.string().max(500) })

/** messages.list: one page of a conversation in seq order; `before` and `after` are exclusive and exclude each other. */
export const listMessagesInput = z
  .strictObject({
    conversationId: idContract,
    before: z.int().nonnegative().optional(),
    after: z.int().nonnegative().optional(),
    limit: limitContract.optional(),
    role: z.enum(MESSAGE_ROLES).optional(),
    senderType: z.enum(SENDER_TYPES).optional(),
    messageType: z.enum(MESSAGE_TYPES).optional(),
    model: z.string().min(1).max(200).optional(),
  })
  .refine((input) => input.before === undefined || input.after === undefined, {
    message: 'Give before or after, not both.',
    path: ['after'],
  })

export const listMessagesOutput = z.object({
  items: z.array(messageContract),
  hasBefore: z.boolean(),
  hasAfter: z.boolean(),
})

const textPartInput = z.strictObject({ type: z.enum(['text', 'code']), value: messageTextContract })

/** messages.send: exactly one of `text` and `parts`. The same clientMessageId with the same content is answered once. */
export const sendMessageInput = z
  .strictObject({
    conversationId: idContract,
    clientMessageId: clientMessageIdContract,
    text: messageTextContract.optional(),
    parts: z.array(textPartInput).min(1).max(20).optional(),
    context: pageContextContract.optional(),
    /** The person's own uploaded files that no message has yet. */
    attachments: z
      .array(idContract)
      .max(10, 'At most 10 files go with a message.')
      .refine((ids) => new Set(ids).size === ids.length, 'A file is named twice.')
      .optional(),
  })
  .refine((input) => (input.text === undefined) !== (input.parts === undefined), {
    message: 'Give text or parts, one of the two.',
    path: ['text'],
  })
  .refine(({ parts = [] }) => textBytes(parts.map((part) => part.value).join('\n\n')) <= MAX_TEXT_BYTES, {
    message: 'This message is longer than 256 KB. Please shorten it.',
    path: ['parts'],
  })

export const sendMessageOutput = z.object({ userMessage: messageContract, assistantMessage: messageContract })

/** Names one message of one conversation: messages.stop, continue, markDelivered, markRead. */
export const messageRefInput = z.strictObject({ conversationId: idContract, messageId: idContract })

/** messages.get: by the message's id or by its sender's. With conversationId it is found however old it is, without among the newest of each conversation. */
export const getMessageInput = z.union(
  [
    z.strictObject({ conversationId: idContract.optional(), messageId: idContract }),
    z.strictObject({ clientMessageId: clientMessageIdContract }),
  ],
  'Give messageId, with or without its conversationId, or clientMessageId alone.',
)

/** messages.regenerate: another answer to the question of this one. */
export const regenerateMessageInput = messageRefInput.extend({ clientMessageId: clientMessageIdContract })

/** messages.edit: the person's own message in other words, and a new answer. */
export const editMessageInput = regenerateMessageInput.extend({ text: messageTextContract })

/** messages.stream; `lastEventId` is `attempt:seq` as the last event said (SSE sends it again by itself). */
export const streamMessageInput = z.strictObject({
  conversationId: idContract,
  messageId: idContract,
  lastEventId: z.string().max(100).nullish(),
})

/** messages.rate; rating null withdraws. A reason must fit the rating. */
export const rateMessageInput = z
  .strictObject({
    conversationId: idContract,
    messageId: idContract,
    rating: z.enum(RATINGS).nullable(),
    reason: z.enum([...POSITIVE_REASONS, ...NEGATIVE_REASONS]).optional(),
    comment: z.string().trim().max(4000, 'Please keep the comment under 4,000 characters.').optional(),
  })
  .refine(({ rating, reason, comment }) => rating !== null || (reason === undefined && comment === undefined), {
    message: 'A withdrawn rating has no reason and no comment.',
    path: ['rating'],
  })
  .refine(
    ({ rating, reason }) => {
      const allowed: readonly string[] = rating === 'positive' ? POSITIVE_REASONS : NEGATIVE_REASONS
      return rating === null || reason === undefined || allowed.includes(reason)
    },
    { message: 'This reason does not go with this rating.', path: ['reason'] },
  )

/** A flag, or a picture with its skin tone, alone or joined to others (Unicode TR 51, without keycaps). */
const ONE_EMOJI =
  /^(?:\p{Regional_Indicator}{2}|\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?(?:\u200D\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]?)*)$/u

/** messages.react: one emoji; absent takes the person's reaction away. */
export const reactToMessageInput = messageRefInput.extend({
  emoji: z.string().regex(ONE_EMOJI, 'A reaction is one emoji.').optional(),
})

/** The feedback as it now stands; null after it was withdrawn. */
export const rateMessageOutput = feedbackContract.nullable()

export type ListMessagesInput = z.infer<typeof listMessagesInput>
export type SendMessageInput = z.infer<typeof sendMessageInput>
export type GetMessageInput = z.infer<typeof getMessageInput>
export type MessageRefInput = z.infer<typeof messageRefInput>
export type RegenerateMessageInput = z.infer<typeof regenerateMessageInput>
export type EditMessageInput = z.infer<typeof editMessageInput>
export type StreamMessageInput = z.infer<typeof streamMessageInput>
export type RateMessageInput = z.infer<typeof rateMessageInput>
export type ReactToMessageInput = z.infer<typeof reactToMessageInput>
export type MessagePage = z.infer<typeof listMessagesOutput>
export type SentMessages = z.infer<typeof sendMessageOutput>

import { z } from 'zod'
import { idContract } from './scalars.ts'

export const USER_EVENT_TYPES = ['conversation', 'title', 'rating', 'receipt', 'connection', 'usage', 'resync'] as const

/** events.watch: says what changed, the client refetches it. `resync` asks to refetch all. */
export const userEventContract = z.object({
  type: z.enum(USER_EVENT_TYPES),
  conversationId: idContract.optional(),
  messageId: idContract.optional(),
  integrationId: idContract.optional(),
})

export const watchEventsInput = z.strictObject({ lastEventId: z.string().max(100).nullish() }).optional()

export type UserEvent = z.infer<typeof userEventContract>

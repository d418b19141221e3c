import type { Message } from '@parley/contracts'

/** A file that went with a message, or that is there to go with one. */
export type SentFile = NonNullable<Message['attachments']>[number]

/** A file that is being attached to what is being written. */
export interface DraftFile {
  key: string
  name: string
  type: string
  sizeBytes: number
  /** How much of it is there, 0 to 1. */
  progress: number
  /** Once it is there. */
  sent: SentFile | null
  /** Why it could not be attached, and whether trying again may help. */
  problem: { userMessage: string; canRetry: boolean } | null
  /** What one should know of it. */
  note: string | null
}

import { z } from 'zod'

/** A settled number of days, up to ten years. */
const daysContract = z.int().min(1).max(3650)

/** A settled number of minutes, up to a day. */
const minutesContract = z.int().min(1).max(1440)

/** What becomes of a person's conversations in a shared organization when they erase their account. */
const ERASURE_MODES = ['delete', 'anonymise'] as const

/** An organization's settings.retention. What is not set is as the defaults say; null is never. */
export const retentionContract = z.strictObject({
  /** Conversations nobody wrote in for so long are archived. */
  archiveAfterDays: daysContract.nullable().default(90),
  /** What was deleted can be restored for so long; then it is gone. */
  purgeAfterDays: daysContract.default(30),
  /** Messages older than this are removed; the counts stay. */
  removeMessagesAfterDays: daysContract.nullable().default(null),
  /** Runs that ended so long ago are archived; their logs and results go purgeAfterDays later. */
  archiveExecutionsAfterDays: daysContract.nullable().default(90),
  /** A chat session ends after so many minutes in which nobody writes. */
  sessionIdleMinutes: minutesContract.default(30),
  onErasure: z.enum(ERASURE_MODES).default('delete'),
})

/** A change of it: what is not named stays. */
export const retentionChangeContract = z.strictObject({
  archiveAfterDays: daysContract.nullable().optional(),
  purgeAfterDays: daysContract.optional(),
  removeMessagesAfterDays: daysContract.nullable().optional(),
  archiveExecutionsAfterDays: daysContract.nullable().optional(),
  sessionIdleMinutes: minutesContract.optional(),
  onErasure: z.enum(ERASURE_MODES).optional(),
})

const count = z.int().nonnegative()

/** What the policy did, or would do now. */
export const retentionCountsContract = z.object({
  archivedConversations: count,
  purgedConversations: count,
  removedMessages: count,
  removedSessions: count,
  removedAttachments: count,
  archivedExecutions: count,
  clearedExecutions: count,
})

/** organizations.previewRetention: the policy in force and what its next run would do. Under legal hold that is nothing. */
export const retentionPreviewContract = z.object({
  retention: retentionContract,
  legalHold: z.boolean(),
  counts: retentionCountsContract,
})

export type Retention = z.infer<typeof retentionContract>
export type RetentionCounts = z.infer<typeof retentionCountsContract>
export type RetentionPreview = z.infer<typeof retentionPreviewContract>

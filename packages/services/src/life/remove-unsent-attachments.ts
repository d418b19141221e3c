import { Attachment } from '@parley/db'
import type { LifeCall } from './life-call.ts'
import { daysBefore } from './policies.ts'
import { removeAttachments } from './remove-attachments.ts'

/** A file that no message carries after so many days was given up. */
const UNSENT_DAYS = 7

/** Removes files that were uploaded and never sent. How many they were. */
export async function removeUnsentAttachments({ ctx, policies, scope, dryRun }: LifeCall): Promise<number> {
  const held = [...policies.values()].flatMap(({ organizationId, legalHold }) => (legalHold ? [organizationId] : []))
  const unsent = {
    conversationId: null,
    createdAt: { $lte: daysBefore(ctx.now(), UNSENT_DAYS) },
    $and: [{ organizationId: { $nin: held } }, scope],
  }
  return dryRun ? Attachment.countDocuments(unsent) : removeAttachments(Attachment.find(unsent).lean().cursor())
}

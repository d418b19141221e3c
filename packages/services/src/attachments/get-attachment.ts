import type { Attachment, AttachmentRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { attachmentFromRecord } from './attachment-view.ts'
import { loadAttachment } from './load-attachment.ts'

/** One of the person's files and whether its bytes are there. */
export async function getAttachment({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: AttachmentRefInput
}): Promise<Attachment> {
  return attachmentFromRecord(await loadAttachment(ctx.actor, input.attachmentId))
}

import type { Readable } from 'node:stream'
import type { Attachment, AttachmentRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { openFile } from './attachment-files.ts'
import { attachmentFromRecord } from './attachment-view.ts'
import { loadAttachment } from './load-attachment.ts'

/** The bytes of one of the person's files. Throws NotFoundError while they are not there. */
export async function openAttachment({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: AttachmentRefInput
}): Promise<{ attachment: Attachment; bytes: Readable }> {
  const record = await loadAttachment(ctx.actor, input.attachmentId)
  if (record.storageKey == null) throw new NotFoundError('file')
  return { attachment: attachmentFromRecord(record), bytes: openFile(record.storageKey) }
}

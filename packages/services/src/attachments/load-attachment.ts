import { Attachment, type AttachmentRecord } from '@parley/db'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** A person's own file. Throws NotFoundError for anybody else's, in the same organization too. */
export async function loadAttachment(
  actor: Pick<Actor, 'organizationId' | 'userId'>,
  attachmentId: string,
): Promise<AttachmentRecord> {
  const key = { _id: objectId(attachmentId), organizationId: objectId(actor.organizationId), ownerKey: actor.userId }
  const found = await Attachment.findOne(key).lean()
  if (!found) throw new NotFoundError('file')
  return found
}

import type { Attachment, CreateAttachmentInput } from '@parley/contracts'
import { Attachment as AttachmentModel } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import { given } from '../audit/given.ts'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { attachmentFromRecord } from './attachment-view.ts'

/** Announces a file; its bytes are then sent by PUT to the `url`. One that no message carries is removed after a while. */
export async function createAttachment({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: CreateAttachmentInput
}): Promise<Attachment> {
  requireWriter(ctx.actor)
  const { organizationId, userId } = ctx.actor
  const made = await AttachmentModel.create({
    ...given(input),
    organizationId: objectId(organizationId),
    ownerKey: userId,
  })
  return attachmentFromRecord(made.toObject())
}

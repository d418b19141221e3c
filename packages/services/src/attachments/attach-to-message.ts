import { Attachment, type MessageRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { InvalidInputError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { attachmentUrl } from './attachment-view.ts'

/** Gives a person's uploaded files to a message of a conversation of theirs, in its transaction. Throws InvalidInputError for any other file. */
export async function attachToMessage(
  { conversationId, organizationId, ownerKey }: ConversationKey,
  attachmentIds: readonly string[],
  session: ClientSession,
): Promise<MessageRecord['attachments']> {
  if (attachmentIds.length === 0) return []
  const own = {
    _id: { $in: attachmentIds.map(objectId) },
    organizationId,
    ownerKey,
    storageKey: { $ne: null },
    conversationId: null,
  }
  const found = await Attachment.find(own, { name: 1, type: 1, sizeBytes: 1 }, { session }).lean()
  if (found.length < attachmentIds.length) {
    const userMessage = 'One of these files is not there, or is in a message already. Attach it again.'
    throw new InvalidInputError('Unusable attachments', userMessage, { attachments: [userMessage] })
  }
  await Attachment.updateMany(own, { $set: { conversationId } }, { session })
  const byId = new Map(found.map((file) => [file._id.toHexString(), file]))
  return attachmentIds.flatMap((id) => {
    const file = byId.get(id)
    return file ? [{ url: attachmentUrl(id), type: file.type, name: file.name, sizeBytes: file.sizeBytes }] : []
  })
}

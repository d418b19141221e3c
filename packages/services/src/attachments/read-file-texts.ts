import { MAX_MESSAGE_FILE_CHARACTERS } from '@parley/assistant'
import { Attachment, type MessageRecord } from '@parley/db'
import type { Types } from 'mongoose'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { objectId } from '../object-id.ts'
import { attachmentIdOf } from './attachment-view.ts'

/** More files than these, the newest, are not read for one request. */
const MAX_FILES = 20

/** Of each file, by its address, the words that can be read in it. */
export type FileTexts = ReadonlyMap<string, string>

/** The words in the files of these messages (oldest first), as far as a request has room for them: in one read, and in none where there is no file. */
export async function readFileTexts(
  { organizationId, ownerKey }: Pick<ConversationKey, 'organizationId' | 'ownerKey'>,
  messages: readonly Pick<MessageRecord, 'attachments'>[],
): Promise<FileTexts> {
  const byId = new Map(
    messages.flatMap(({ attachments }) =>
      attachments.flatMap(({ url }) => {
        const id = url == null ? null : attachmentIdOf(url)
        return id === null || url == null ? [] : [[id, url] as const]
      }),
    ),
  )
  const ids = [...byId.keys()].slice(-MAX_FILES).map(objectId)
  if (ids.length === 0) return new Map()
  const found = await Attachment.aggregate<{ _id: Types.ObjectId; text: string }>([
    { $match: { _id: { $in: ids }, organizationId, ownerKey } },
    // One character more than is shown, by which the assistant knows that there is more.
    { $project: { text: { $substrCP: ['$text', 0, MAX_MESSAGE_FILE_CHARACTERS + 1] } } },
  ])
  return new Map(found.map(({ _id, text }) => [byId.get(_id.toHexString()) ?? '', text]))
}

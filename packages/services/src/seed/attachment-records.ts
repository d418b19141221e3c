import { createHash } from 'node:crypto'
import { Attachment, type MessageRecord } from '@parley/db'
import { mongo, type Types } from 'mongoose'
import { attachmentUrl } from '../attachments/attachment-view.ts'
import type { ConversationPlan } from './conversation-plan.ts'
import { PARTS } from './seed-id.ts'
import { recordOf, type SeedRecord } from './seed-record.ts'

const CHUNK_BYTES = 255 * 1024

export interface SeedAttachment {
  records: readonly SeedRecord[]
  /** As its message names it. */
  shown: { url: string; type: string; name: string; sizeBytes: number }
}

/** One conversation in twelve came with a file: a small table, kept in GridFS as an upload is. */
export function attachmentRecords(
  { ids, random, words, startedAt }: ConversationPlan,
  scope: { organizationId: Types.ObjectId; ownerKey: string },
): SeedAttachment | undefined {
  if (!random.chance(1 / 12)) return undefined
  const rows = Array.from(
    { length: random.whole(4, 30) },
    (_, week) => `${week + 1},${random.whole(80, 900)},${random.whole(2, 60)}`,
  )
  const text = ['week,clicks,orders', ...rows, ''].join('\n')
  const data = Buffer.from(text)
  const _id = ids.part(PARTS.attachment, 0)
  const name = `${words.campaign.toLowerCase().replaceAll(' ', '-')}.csv`
  const type = 'text/csv'
  const file = { _id, length: data.length, chunkSize: CHUNK_BYTES, uploadDate: startedAt, filename: name }
  const chunk = { _id: ids.part(PARTS.attachment, 1), files_id: _id, n: 0, data: new mongo.Binary(data) }
  const record = recordOf(Attachment, startedAt, {
    _id,
    ...scope,
    conversationId: ids.own,
    name,
    type,
    sizeBytes: data.length,
    sha256: createHash('sha256').update(data).digest('hex'),
    storageKey: _id.toHexString(),
    text,
  })
  return {
    records: [
      record,
      { collection: 'attachments.files', document: file },
      { collection: 'attachments.chunks', document: chunk },
    ],
    shown: { url: attachmentUrl(_id.toHexString()), type, name, sizeBytes: data.length },
  }
}

/** The first question carries it. */
export function withAttachment(
  messages: readonly MessageRecord[],
  attachment: SeedAttachment | undefined,
): MessageRecord[] {
  const [first, ...others] = messages
  return first && attachment ? [{ ...first, attachments: [attachment.shown] }, ...others] : [...messages]
}

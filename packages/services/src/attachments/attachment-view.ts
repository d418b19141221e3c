import type { Attachment } from '@parley/contracts'
import type { AttachmentRecord } from '@parley/db'

/** Where the bytes of a file are taken and given. */
export function attachmentUrl(attachmentId: string): string {
  return `/api/attachments/${attachmentId}`
}

/** Null where the address is not one of ours. */
export function attachmentIdOf(url: string): string | null {
  return /^\/api\/attachments\/([0-9a-f]{24})$/.exec(url)?.[1] ?? null
}

export function attachmentFromRecord(record: AttachmentRecord): Attachment {
  const id = record._id.toHexString()
  return {
    id,
    name: record.name,
    type: record.type,
    sizeBytes: record.sizeBytes,
    sha256: record.sha256 ?? null,
    state: record.storageKey == null ? 'awaiting_upload' : 'ready',
    url: attachmentUrl(id),
    hasText: (record.text ?? '') !== '',
    createdAt: record.createdAt.toISOString(),
  }
}

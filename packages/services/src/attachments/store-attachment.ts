import { createHash } from 'node:crypto'
import type { Attachment } from '@parley/contracts'
import { Attachment as AttachmentModel, type AttachmentRecord } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'
import { dropFile, keepFile } from './attachment-files.ts'
import { attachmentFromRecord } from './attachment-view.ts'
import { loadAttachment } from './load-attachment.ts'
import { readText } from './read-text.ts'
import { requireType } from './require-type.ts'

/**
 * Takes the bytes of an announced file, once: they must have the announced size, type and SHA-256. The same bytes again are answered alike;
 * others are a ConflictError. Throws InvalidInputError for what was not announced so.
 */
export async function storeAttachment({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: { attachmentId: string; bytes: Uint8Array }
}): Promise<Attachment> {
  requireWriter(ctx.actor)
  const record = await loadAttachment(ctx.actor, input.attachmentId)
  const { bytes } = input
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (record.storageKey != null) return answerAgain(record, sha256)
  requireAnnounced(record, bytes.byteLength, sha256)
  await requireType(record.type, bytes)
  const text = await readText(record.type, bytes)
  const storageKey = await keepFile(record.name, bytes)
  const stored = await AttachmentModel.findOneAndUpdate(
    { _id: record._id, organizationId: record.organizationId, ownerKey: record.ownerKey, storageKey: null },
    { $set: { storageKey, sha256, text } },
    { returnDocument: 'after' },
  ).lean()
  if (stored) return attachmentFromRecord(stored)
  // Another upload of the same file was faster, or it was removed meanwhile.
  await dropFile(storageKey)
  return answerAgain(await loadAttachment(ctx.actor, input.attachmentId), sha256)
}

function answerAgain(record: AttachmentRecord, sha256: string): Attachment {
  if (record.sha256 === sha256) return attachmentFromRecord(record)
  throw new ConflictError(
    'Uploaded before',
    'This file was uploaded already, with other content. Attach the new one anew.',
  )
}

function requireAnnounced(record: AttachmentRecord, sizeBytes: number, sha256: string): void {
  const refuse = (field: string, userMessage: string) =>
    new InvalidInputError(`Another ${field}`, userMessage, { [field]: [userMessage] })
  if (sizeBytes !== record.sizeBytes) {
    throw refuse('sizeBytes', `This file has ${sizeBytes} bytes, not ${record.sizeBytes}. Attach it again.`)
  }
  if (record.sha256 != null && record.sha256 !== sha256) {
    throw refuse('sha256', 'This file arrived damaged. Attach it again.')
  }
}

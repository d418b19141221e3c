import { Attachment, type AttachmentRecord } from '@parley/db'
import { mongo } from 'mongoose'
import { dropFile } from '../attachments/attachment-files.ts'
import { inBatches } from './in-batches.ts'

async function removeFile(storageKey: string): Promise<void> {
  try {
    await dropFile(storageKey)
  } catch (error) {
    // Gone already: a run that died came this far.
    if (!(error instanceof mongo.MongoRuntimeError && error.message.includes('File not found'))) throw error
  }
}

/** Removes the bytes of attachments; their records are the caller's. */
export async function removeAttachmentFiles(found: AsyncIterable<Pick<AttachmentRecord, 'storageKey'>>): Promise<void> {
  for await (const { storageKey } of found) if (storageKey) await removeFile(storageKey)
}

/** Removes attachments, their bytes first, so that none is left that nothing names. How many they were. */
export async function removeAttachments(
  found: AsyncIterable<Pick<AttachmentRecord, '_id' | 'storageKey'>>,
): Promise<number> {
  let removed = 0
  for await (const batch of inBatches(found)) {
    for (const { storageKey } of batch) if (storageKey) await removeFile(storageKey)
    removed += (await Attachment.deleteMany({ _id: { $in: batch.map(({ _id }) => _id) } })).deletedCount
  }
  return removed
}

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { databaseHandle } from '@parley/db'
import { mongo, Types } from 'mongoose'
import { objectId } from '../object-id.ts'

/** The bytes of attachments: in the database, so that every server has them and every backup holds them. */
export function attachmentBucket() {
  return new mongo.GridFSBucket(databaseHandle().db, { bucketName: 'attachments' })
}

/** Keeps the bytes whole under a key of their own. */
export async function keepFile(name: string, bytes: Uint8Array): Promise<string> {
  const id = new Types.ObjectId()
  await pipeline(Readable.from([bytes]), attachmentBucket().openUploadStreamWithId(id, name))
  return id.toHexString()
}

export function openFile(storageKey: string): Readable {
  return attachmentBucket().openDownloadStream(objectId(storageKey))
}

export async function dropFile(storageKey: string): Promise<void> {
  await attachmentBucket().delete(objectId(storageKey))
}

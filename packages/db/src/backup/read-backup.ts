import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import mongoose from 'mongoose'
import { BackupError } from './backup-error.ts'
import {
  type BackupManifest,
  backupHead,
  backupManifest,
  type CollectionDefinition,
  type CollectionSum,
  collectionDefinition,
  FIRST_LINE,
  FORMAT,
  MAGIC,
  TAG,
} from './backup-format.ts'
import { type ByteReader, byteReader } from './byte-reader.ts'
import { documentSum } from './document-sum.ts'

export type BackupEntry =
  | { type: 'collection'; definition: CollectionDefinition }
  | { type: 'document'; bytes: Buffer }
  | { type: 'end' }

const { deserialize } = mongoose.mongo.BSON
const SMALLEST_DOCUMENT = 5
/** What the database allows, and a little for entries of ours. */
const LARGEST_DOCUMENT = 17 * 1024 * 1024

const damaged = (what: string) => new BackupError(`The backup is damaged: ${what}. Take another copy of it.`)

/** The first line says whose file it is, before anything of it is unpacked. */
async function checkFirstLine(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(64), 0, 64, 0)
    const [, format] = new RegExp(`^${MAGIC} (\\d+)\\n`).exec(buffer.toString('latin1')) ?? []
    if (format === undefined) throw new BackupError('This is not a backup of Parley.')
    if (Number(format) > FORMAT)
      throw new BackupError(
        `This backup is of a newer version of Parley (format ${format}). Restore it with that version.`,
      )
  } finally {
    await file.close()
  }
}

async function takeDocument(reader: ByteReader): Promise<Buffer> {
  const head = await reader.take(4)
  const size = head?.readInt32LE(0) ?? 0
  if (!head || size < SMALLEST_DOCUMENT || size > LARGEST_DOCUMENT) throw damaged('a document has no possible size')
  const rest = await reader.take(size - 4)
  if (!rest) throw damaged('it ends in the middle')
  return Buffer.concat([head, rest])
}

async function* readCollection(
  reader: ByteReader,
  name: string,
): AsyncGenerator<BackupEntry, CollectionSum, undefined> {
  const sum = documentSum(name)
  for (;;) {
    const tag = (await reader.take(1))?.[0]
    const bytes = await takeDocument(reader)
    if (tag === TAG.end) {
      yield { type: 'end' }
      return sum.finish()
    }
    if (tag !== TAG.document) throw damaged(`${name} does not end`)
    sum.add(bytes)
    yield { type: 'document', bytes }
  }
}

async function* readEntries(reader: ByteReader): AsyncGenerator<BackupEntry, BackupManifest, undefined> {
  if ((await reader.take(1))?.[0] !== TAG.head) throw damaged('it has no beginning')
  backupHead.parse(deserialize(await takeDocument(reader)))
  const sums: CollectionSum[] = []
  for (;;) {
    const tag = (await reader.take(1))?.[0]
    const bytes = await takeDocument(reader)
    if (tag === TAG.collection) {
      const definition = collectionDefinition.parse(deserialize(bytes))
      yield { type: 'collection', definition }
      sums.push(yield* readCollection(reader, definition.name))
    } else if (tag === TAG.manifest) {
      const manifest = backupManifest.parse(deserialize(bytes))
      if (JSON.stringify(manifest.collections) !== JSON.stringify(sums))
        throw damaged('its sums are not those it was written with')
      if (await reader.take(1)) throw damaged('something follows its end')
      return manifest
    } else throw damaged('an entry is of no known kind')
  }
}

/**
 * What a backup holds, one after the other; returns its manifest at the end, when everything was found to be as it was written. Throws
 * BackupError for a file that is none, is of a newer format, or is damaged: what came before that is then not to be used.
 */
export async function* readBackup(path: string): AsyncGenerator<BackupEntry, BackupManifest, undefined> {
  await checkFirstLine(path)
  const unpacked = createReadStream(path, { start: FIRST_LINE.length }).pipe(createGunzip())
  try {
    return yield* readEntries(byteReader(unpacked))
  } catch (error) {
    if (error instanceof BackupError) throw error
    // What is not ours to say is zlib's, BSON's or zod's word for bytes that are not what they were.
    throw damaged('it cannot be unpacked')
  } finally {
    unpacked.destroy()
  }
}

import { z } from 'zod'

/**
 * A backup file is this line, then gzip over entries: one byte that says what it is, then a BSON document. First a head; each collection is
 * its definition, its documents in the order of `_id`, byte for byte as they were stored, and its sum; a manifest with all the sums ends it.
 */
export const FORMAT = 1
export const MAGIC = 'parley-backup'
export const FIRST_LINE = `${MAGIC} ${FORMAT}\n`

export const TAG = { head: 0x48, collection: 0x43, document: 0x44, end: 0x45, manifest: 0x4d } as const

const collectionSum = z.object({
  name: z.string(),
  count: z.int().min(0),
  /** Of its documents as BSON. */
  bytes: z.number().min(0),
  /** Of its documents one after the other, in hexadecimal. */
  sha256: z.string(),
})
export type CollectionSum = z.infer<typeof collectionSum>

export const backupHead = z.object({ database: z.string(), createdAt: z.date() })

export const backupManifest = backupHead.extend({ collections: z.array(collectionSum) })
/** What a backup holds; dates in UTC. */
export type BackupManifest = z.infer<typeof backupManifest>

export const collectionDefinition = z.object({
  name: z.string(),
  options: z.record(z.string(), z.unknown()),
  indexes: z.array(z.looseObject({ name: z.string(), key: z.record(z.string(), z.unknown()) })),
})
export type CollectionDefinition = z.infer<typeof collectionDefinition>

/** Collections that are of the running database and not of its contents. */
export function isKept(name: string): boolean {
  return !name.startsWith('system.') && !name.startsWith('restoring.') && name !== 'maintenanceleases'
}

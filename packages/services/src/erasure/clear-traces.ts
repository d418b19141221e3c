import { databaseHandle, withTransaction } from '@parley/db'
import { mongo } from 'mongoose'
import { type StoredDocument, storedCollection } from './change-documents.ts'
import { type ErasureRun, noteProgress } from './erasure-run.ts'
import { findTraces, type Identifiers, identifiersOf } from './identifiers.ts'
import { COLLECTIONS_OF_NOBODY } from './rules/index.ts'
import type { Person } from './subject.ts'

/** Bytes of files go with their attachments; an erasure names its person until it is done. */
const UNREAD = /^(?:system\..*|attachments\.chunks|erasures)$/

/** The lease is renewed after so many documents. */
const RENEW_EVERY = 2_000

export interface Reading {
  documents: number
  /** Documents that named the person. */
  traced: number
  /** Organizations of such documents, as text, that were not known to have something of theirs. */
  newOrganizationIds: string[]
}

/**
 * Reads every document there is and puts something else in the place of each identifier of the person. What the rules know is gone by
 * then; this finds what others wrote about them, and proves that nothing is left when it finds nothing.
 */
export async function clearTraces(run: ErasureRun, person: Person): Promise<Reading> {
  const identifiers = identifiersOf(person)
  const theirs = new Set(person.organizationIds.map((id) => id.toHexString()))
  const reading = { documents: 0, traced: 0 }
  const newIds = new Set<string>()
  const collections = await databaseHandle().db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()
  for (const { name } of collections) {
    if (UNREAD.test(name)) continue
    for await (const document of storedCollection(name).find()) {
      reading.documents += 1
      if (reading.documents % RENEW_EVERY === 0) await noteProgress(run, {})
      if (tracesIn(document, identifiers, theirs).size === 0) continue
      reading.traced += 1
      const organizationId: unknown = document.organizationId
      if (organizationId instanceof mongo.ObjectId) newIds.add(organizationId.toHexString())
      await clearOne(run, name, document._id, (fresh) => tracesIn(fresh, identifiers, theirs))
    }
  }
  return { ...reading, newOrganizationIds: [...newIds].filter((id) => !theirs.has(id)) }
}

/** Addresses and names count in records of the organizations where the person was, and in those of none. */
function tracesIn(document: StoredDocument, identifiers: Identifiers, theirs: ReadonlySet<string>) {
  const organizationId: unknown = document.organizationId
  const isTheirs = !(organizationId instanceof mongo.ObjectId) || theirs.has(organizationId.toHexString())
  const { userId, everywhere, amongTheirs } = identifiers
  return findTraces(document, { userId, patterns: isTheirs ? [...everywhere, ...amongTheirs] : everywhere })
}

async function clearOne(
  run: ErasureRun,
  name: string,
  _id: StoredDocument['_id'],
  traces: (document: StoredDocument) => Map<string, unknown>,
): Promise<void> {
  await withTransaction(async (session) => {
    const document = await storedCollection(name).findOne({ _id }, { session })
    const found = document && traces(document)
    if (!found || found.size === 0) return
    await storedCollection(name).updateOne({ _id }, { $set: Object.fromEntries(found) }, { session })
    const isCounted = !COLLECTIONS_OF_NOBODY.includes(name) && !name.includes('.')
    await noteProgress(run, isCounted ? { counts: { [name]: 1 } } : {}, session)
  })
}

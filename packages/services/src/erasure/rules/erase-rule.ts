import type { mongo, Types } from 'mongoose'
import type { Change, StoredDocument } from '../change-documents.ts'
import type { ErasureRun } from '../erasure-run.ts'
import type { Person } from '../subject.ts'

type Filter = mongo.Filter<StoredDocument>

/** What becomes of one collection when an account is erased, when an organization is purged, and what of it an export holds. */
export interface EraseRule {
  /** By its name in the database. */
  collection: string
  /** Every path that says whose a document is or who did something; a test compares them with the schemas. */
  personPaths: readonly string[]
  /** A person's own documents. Absent: it has none. */
  ofPerson?(person: Person): Filter
  /** With the account. Default: delete. */
  onErase?: Change | ((run: ErasureRun, person: Person) => Promise<void>)
  /** An organization's documents. Absent: those with its organizationId; null: it has none. */
  ofOrganization?: ((organizationId: Types.ObjectId) => Filter) | null
  /** With the organization. Default: delete. */
  onPurge?: Change | ((run: ErasureRun, organizationId: Types.ObjectId) => Promise<void>)
  /** Paths an export leaves out: secrets, and what is of use to nobody. */
  notExported?: readonly string[]
}

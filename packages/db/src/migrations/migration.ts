/** A record as the database holds it: models move on, migrations are about what was. */
export type StoredRecord = Readonly<Record<string, unknown>>

/** MongoDB's update operators for one record. */
export interface RecordChange {
  $set?: Record<string, unknown>
  $unset?: Record<string, ''>
}

/** One walk over a collection, in the order of `_id`. */
export interface MigrationStep {
  collection: string
  filter: Readonly<Record<string, unknown>>
  /** What becomes of a record; null leaves it alone. Runs again when a batch is tried again, so it only looks at the record. */
  change(record: StoredRecord): RecordChange | null
}

/** What a file of this folder exports. It imports nothing that may change after it. */
export interface MigrationSteps {
  up: readonly MigrationStep[]
  down: readonly MigrationStep[]
}

export interface Migration extends MigrationSteps {
  /** Of its file, without the ending. */
  name: string
  /** SHA-256 of its file in hexadecimal: one that was applied is never edited. */
  checksum: string
  /** Whether servers of the version before cannot work on what it leaves. */
  isBreaking: boolean
}

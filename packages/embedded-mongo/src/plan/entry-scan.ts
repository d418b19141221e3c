import type { Reader } from '../store/reader.ts'

/** Nothing this time: the step looked at something that is not wanted, or not yet. */
export const PASSED = Symbol('passed')

/** One step of a scan: where a document is, and its bytes where the scan met them. */
export interface Found {
  recordId: number
  bytes: Uint8Array | undefined
  /** Of a text index's entries; 0 where another branch of an `$or` with a search has found it. */
  textScore?: number
}

/** Gives the record ids of an access one by one, and can stop and go on later over another snapshot. */
export interface EntryScan {
  next(reader: Reader): Found | typeof PASSED | undefined
  pause(): void
  readonly keysExamined: number
}

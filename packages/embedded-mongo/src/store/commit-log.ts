import { Timestamp } from 'bson'
import { type Change, type ChangeOrigin, decodeChanges, encodeChange, type LoggedChange } from './change.ts'
import type { Clock } from './clock.ts'
import { afterPrefix, encodeRecordId, type Key, META, readRecordId } from './keyspace.ts'
import type { Reader } from './reader.ts'

/** Changes of one batch are kept in entries of about this size. */
const ENTRY_BYTES = 128 * 1024

/** What is kept: no more than this, and no longer. */
export const LOG_LIMITS = { bytes: 256 * 1024 * 1024, ageMs: 24 * 60 * 60_000, entriesPerStep: 64 }

/** As an index: behind every change of the batch. */
export const END_OF_BATCH = 0xffff_ffff

/** Where a change stands: the batch it was committed in, and its place there. */
export interface LogPosition {
  readonly sequence: number
  readonly index: number
}

/** What the log no longer has: batches up to `sequence`, of `time` and before. */
interface LogState {
  readonly sequence: number
  readonly time: Timestamp
  /** Bytes kept. */
  readonly bytes: number
}

const entryKey = (sequence: number, index: number): Key => `o${encodeRecordId(sequence)}${encodeRecordId(index)}`

/**
 * The changes of every commit, written in the commit itself, for change streams. Readers are told of commits instead of
 * asking for them.
 */
export class CommitLog {
  readonly #clock: Clock
  readonly #waiting = new Set<() => void>()
  #state: LogState
  /** Entries the next commit removes. */
  #pruned: Key[] = []
  #lastTime: Timestamp
  #lastSequence: number

  constructor(reader: Reader, sequence: number, clock: Clock) {
    this.#clock = clock
    const last = lastChange(reader)
    const stored = reader.get(META.log)
    const state = stored && decodeState(stored)
    for (const time of [last?.time, state?.time]) if (time) clock.pass(time)
    this.#state = state ?? { sequence, time: clock.tick(), bytes: 0 }
    this.#lastSequence = sequence
    this.#lastTime = last?.time ?? clock.tick()
  }

  /** The time of the last durable change. */
  get lastTime(): Timestamp {
    return this.#lastTime
  }

  /** The last durable batch with changes, or that of the start. */
  get lastSequence(): number {
    return this.#lastSequence
  }

  /** Gives the changes of one statement or transaction their time. */
  stamp(changes: readonly Change[], origin: ChangeOrigin | undefined): LoggedChange[] {
    const time = this.#clock.tick()
    const wallTime = Date.now()
    return changes.map(({ kind, database, collection, payload, images }) => ({
      kind,
      database,
      collection,
      payload,
      images,
      time,
      wallTime,
      origin,
    }))
  }

  /** What a commit must write to log its changes, and to forget the oldest ones. */
  entries(sequence: number, changes: readonly LoggedChange[]): [Key, Uint8Array | null][] {
    const entries: [Key, Uint8Array | null][] = this.#pruned.map((key) => [key, null])
    if (changes.length === 0 && entries.length === 0) return entries
    let added = 0
    for (const entry of pack(sequence, changes)) {
      entries.push(entry)
      added += entry[1].length
    }
    this.#pruned = []
    const { sequence: forgotten, time, bytes } = this.#state
    this.#state = { sequence: forgotten, time, bytes: bytes + added }
    entries.push([META.log, encodeState(this.#state)])
    return entries
  }

  /** The changes of a batch are durable. */
  committed(sequence: number, changes: readonly LoggedChange[]): void {
    const last = changes.at(-1)
    if (!last) return
    this.#lastTime = last.time
    this.#lastSequence = sequence
    for (const wake of [...this.#waiting]) wake()
  }

  /** A commit failed: only the store knows what is there. */
  reset(reader: Reader): void {
    const stored = reader.get(META.log)
    if (stored) this.#state = decodeState(stored)
    this.#pruned = []
  }

  /** Calls `wake` at every commit that logs changes, until the returned function is called. */
  onCommit(wake: () => void): () => void {
    this.#waiting.add(wake)
    return () => this.#waiting.delete(wake)
  }

  /** Whether every change after `position` is still there. */
  has({ sequence, index }: LogPosition): boolean {
    return sequence > this.#state.sequence || (sequence === this.#state.sequence && index === END_OF_BATCH)
  }

  hasTime(time: Timestamp): boolean {
    return time.compare(this.#state.time) > 0
  }

  get oldestSequence(): number {
    return this.#state.sequence
  }

  /** Lets the next commit remove the oldest batches, where there is too much or it is too old. True where it will. */
  prune(reader: Reader, now = Date.now()): boolean {
    if (this.#pruned.length > 0) return true
    const keys: Key[] = []
    let { sequence, time, bytes } = this.#state
    for (const { key, value } of reader.range('o', 'p')) {
      const at = readRecordId(key, key.length - 8)
      // A batch goes as a whole.
      if (at !== sequence || keys.length === 0) {
        const [first] = decodeChanges(value)
        const isSurplus = bytes > LOG_LIMITS.bytes || now - (first?.wallTime ?? 0) > LOG_LIMITS.ageMs
        if (!isSurplus || keys.length >= LOG_LIMITS.entriesPerStep) break
      }
      keys.push(key)
      bytes -= value.length
      sequence = at
      time = lastOf(value)?.time ?? time
    }
    if (keys.length === 0) return false
    this.#pruned = keys
    this.#state = { sequence, time, bytes }
    return true
  }
}

/** Changes of one batch in entries of bounded size, unless one change is larger. */
function* pack(sequence: number, changes: readonly LoggedChange[]): Generator<[Key, Uint8Array]> {
  let parts: Buffer[] = []
  let first = 0
  let bytes = 0
  for (const [index, change] of changes.entries()) {
    const encoded = encodeChange(change)
    parts.push(encoded)
    bytes += encoded.length
    if (bytes < ENTRY_BYTES && index < changes.length - 1) continue
    yield [entryKey(sequence, first), parts.length === 1 ? encoded : Buffer.concat(parts, bytes)]
    parts = []
    bytes = 0
    first = index + 1
  }
}

/** Changes behind `position`, oldest first, each with where it stands. */
export function* readLog(
  reader: Reader,
  position: LogPosition,
): Generator<{ position: LogPosition; change: LoggedChange }, void, undefined> {
  for (const { key, value } of reader.range(entryWith(reader, position), 'p')) {
    const sequence = readRecordId(key, key.length - 8)
    let index = readRecordId(key)
    for (const change of decodeChanges(value)) {
      if (sequence > position.sequence || index > position.index) yield { position: { sequence, index }, change }
      index += 1
    }
  }
}

/** The key of the entry that holds `position`, or of what follows it. */
function entryWith(reader: Reader, { sequence, index }: LogPosition): Key {
  if (index === END_OF_BATCH) return entryKey(sequence + 1, 0)
  const entries = reader.range(entryKey(sequence, 0), entryKey(sequence, index + 1), true)
  const found = entries.next()
  entries.return(undefined)
  return found.done ? entryKey(sequence, 0) : found.value.key
}

/** The last batch all of whose changes are before `time`. */
export function sequenceBefore(reader: Reader, time: Timestamp, oldest: number, newest: number): number {
  let low = oldest
  let high = newest
  while (low < high) {
    const middle = low + Math.ceil((high - low) / 2)
    if (isBefore(reader, middle, time)) low = middle
    else high = middle - 1
  }
  return low
}

/** Whether batch `sequence` and all before it hold only changes before `time`. */
function isBefore(reader: Reader, sequence: number, time: Timestamp): boolean {
  const entries = reader.range('o', entryKey(sequence + 1, 0), true)
  const found = entries.next()
  entries.return(undefined)
  if (found.done) return true
  const last = lastOf(found.value.value)
  return !last || last.time.compare(time) < 0
}

function lastChange(reader: Reader): LoggedChange | undefined {
  const entries = reader.range('o', afterPrefix('o'), true)
  const found = entries.next()
  entries.return(undefined)
  return found.done ? undefined : lastOf(found.value.value)
}

function lastOf(entry: Uint8Array): LoggedChange | undefined {
  let last: LoggedChange | undefined
  for (const change of decodeChanges(entry)) last = change
  return last
}

function encodeState({ sequence, time, bytes }: LogState): Uint8Array {
  const encoded = Buffer.allocUnsafe(24)
  encoded.write(encodeRecordId(sequence), 'latin1')
  encoded.writeUInt32BE(time.t, 8)
  encoded.writeUInt32BE(time.i, 12)
  encoded.writeDoubleBE(bytes, 16)
  return encoded
}

function decodeState(stored: Uint8Array): LogState {
  const buffer = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength)
  return {
    sequence: readRecordId(buffer, 8),
    time: new Timestamp({ t: buffer.readUInt32BE(8), i: buffer.readUInt32BE(12) }),
    bytes: buffer.readDoubleBE(16),
  }
}

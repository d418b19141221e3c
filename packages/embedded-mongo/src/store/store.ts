import { MongoServerFailure } from '../errors.ts'
import { type Batch, createBatch } from './batch.ts'
import { type Catalog, type Collection, decodeCollection, encodeCollection, namespaceOf } from './catalog.ts'
import type { ChangeOrigin } from './change.ts'
import { Clock } from './clock.ts'
import { CommitLog } from './commit-log.ts'
import { decodeCount, encodeCount } from './counts.ts'
import { type Environment, FencedError } from './environment.ts'
import {
  afterPrefix,
  catalogKey,
  countKey,
  documentPrefix,
  encodeRecordId,
  type Key,
  META,
  readRecordId,
  toBytes,
} from './keyspace.ts'
import { mergeOverlay } from './overlay.ts'
import { layer, type Reader } from './reader.ts'
import { Statement, type StatementScope } from './statement.ts'

/** A committed snapshot with the catalog that belongs to it. */
export interface StoreView extends Reader {
  readonly catalog: Catalog
  readonly sequence: number
  release(): void
}

/** Who decides whether a writer outside transactions may touch a key: the open transactions. */
export interface Claims {
  /** Throws HeldByTransaction where an open transaction holds `key`. */
  claim(key: Key): void
  /** Throws HeldByTransaction where an open transaction has written to the collection. */
  claimDefinition(collection: Collection): void
  /** Called with every key of a batch once it is durable. */
  committed(sequence: number, keys: Iterable<Key>): void
}

/**
 * Documents, indexes, catalog, counts and retry records over one LMDB environment.
 *
 * Group commit: statements run one after another, each to its end within one turn of the event loop, over the view
 * `pending over flying over committed`, and gather in the pending batch. One batch flies at a time: LMDB's writer thread
 * writes and flushes it while the next gathers. Readers see only what is durable.
 */
export class Store {
  readonly environment: Environment
  readonly clock = new Clock()
  readonly log: CommitLog
  #committed: Catalog
  #lastCommit: number
  #pending: Batch
  #flying: Batch | undefined
  #isScheduled = false
  #nextId: number
  #isNextIdChanged = false
  #failure: unknown
  readonly #nextRecordIds = new Map<number, number>()
  readonly #resets: (() => void)[] = []
  claims: Claims = { claim: () => undefined, claimDefinition: () => undefined, committed: () => undefined }

  constructor(environment: Environment) {
    this.environment = environment
    const { latest } = environment
    this.#committed = readCatalog(latest)
    const sequence = latest.get(META.sequence)
    const nextId = latest.get(META.nextId)
    this.#nextId = nextId ? readRecordId(nextId) : 1
    const lastSequence = sequence ? readRecordId(sequence) : 0
    this.#lastCommit = lastSequence
    this.#pending = createBatch(lastSequence + 1, this.#committed)
    this.log = new CommitLog(latest, lastSequence, this.clock)
  }

  /** Runs `job` now and keeps its changes for the next commit; `durable` settles the batches it must wait for. */
  apply<T>(job: (statement: Statement) => T): { result: T; batch: Batch | undefined } {
    if (this.#failure) throw this.#failure
    const statement = new Statement(this.#scope())
    const result = job(statement)
    return { result, batch: this.merge(statement) }
  }

  /** Lays a finished statement, or a whole transaction, on the pending batch. */
  merge(finished: Pick<Statement, 'overlay' | 'catalogChanges' | 'changes'>, origin?: ChangeOrigin): Batch | undefined {
    if (this.#failure) throw this.#failure
    const { overlay, catalogChanges, changes } = finished
    const isEmpty = overlay.entries.size === 0 && catalogChanges.size === 0
    if (isEmpty) return this.#pending.isEmpty ? this.#flying : this.#pending
    mergeOverlay(this.#pending.overlay, overlay)
    for (const [namespace, collection] of catalogChanges) this.#changeCatalog(namespace, collection)
    if (changes.length > 0) for (const change of this.log.stamp(changes, origin)) this.#pending.changes.push(change)
    this.#schedule()
    return this.#pending
  }

  /** What the next statement would see: committed, flying and pending changes. For reads within this turn. */
  get writersView(): Reader {
    return layer(layer(this.environment.latest, this.#flying?.overlay), this.#pending.overlay)
  }

  get writersCatalog(): Catalog {
    return this.#pending.catalog
  }

  get committedCatalog(): Catalog {
    return this.#committed
  }

  /** Opens a snapshot of what is durable. Whoever opens it releases it. */
  open(): StoreView {
    const { get, range, batch, release } = this.environment.snapshot()
    let sequence = this.#lastCommit
    let catalog = this.#committed
    if (this.#flying) {
      // LMDB may have committed the flying batch before this thread has heard of it.
      const stored = get(META.sequence)
      sequence = stored ? readRecordId(stored) : 0
      if (this.#flying.sequence === sequence) catalog = this.#flying.catalog
    }
    return { get, range, ...(batch ? { batch } : {}), release, catalog, sequence }
  }

  /** True where a batch not yet known durable writes `key`. */
  isInFlight(key: Key): boolean {
    return this.#pending.overlay.entries.has(key) || (this.#flying?.overlay.entries.has(key) ?? false)
  }

  /** Resolves when everything applied so far is durable. */
  async settle(): Promise<void> {
    if (!this.#pending.isEmpty) await this.#pending.done
    else await this.#flying?.done
  }

  nextRecordId(collectionId: number): number {
    const next = this.#nextRecordIds.get(collectionId) ?? this.#lastRecordId(collectionId) + 1
    this.#nextRecordIds.set(collectionId, next + 1)
    return next
  }

  nextId(): number {
    this.#isNextIdChanged = true
    return this.#nextId++
  }

  arraysMet(collection: Collection): void {
    const namespace = namespaceOf(collection)
    const current = this.#pending.catalog.get(namespace)
    if (current?.id !== collection.id) return
    this.#pending.catalogEntries.set(collection.id, current)
    this.#schedule()
  }

  /** Removes a step's worth of the commit log's surplus; undefined where there is none. */
  pruneLog(): Batch | undefined {
    if (this.#failure || !this.log.prune(this.environment.latest)) return undefined
    this.#schedule()
    return this.#pending
  }

  /** `reset` is called when a commit fails, to forget what was remembered of it. */
  onFailedCommit(reset: () => void): void {
    this.#resets.push(reset)
  }

  async close(): Promise<void> {
    while (this.#flying || !this.#pending.isEmpty) await this.settle().catch(() => undefined)
    this.#failure ??= new MongoServerFailure('InterruptedAtShutdown', 'the database is shutting down')
    await this.environment.close()
  }

  #scope(): StatementScope {
    return {
      reader: this.writersView,
      catalog: this.#pending.catalog,
      claim: (key) => this.claims.claim(key),
      touch: () => undefined,
      claimDefinition: (collection) => this.claims.claimDefinition(collection),
      nextRecordId: (collectionId) => this.nextRecordId(collectionId),
      nextId: () => this.nextId(),
      arraysMet: (collection) => this.arraysMet(collection),
    }
  }

  #changeCatalog(namespace: string, collection: Collection | undefined): void {
    const catalog = new Map(this.#pending.catalog)
    const previous = catalog.get(namespace)
    // A rename keeps the id under another name: its entry must not be removed with the old name.
    if (previous && previous.id !== collection?.id && !isElsewhere(this.#pending.catalogEntries, previous, namespace))
      this.#pending.catalogEntries.set(previous.id, null)
    if (collection) {
      catalog.set(namespace, collection)
      this.#pending.catalogEntries.set(collection.id, collection)
    } else catalog.delete(namespace)
    this.#pending.catalog = catalog
  }

  #lastRecordId(collectionId: number): number {
    const prefix = documentPrefix(collectionId)
    const range = this.writersView.range(prefix, afterPrefix(prefix), true)
    const last = range.next()
    range.return(undefined)
    return last.done ? 0 : readRecordId(last.value.key)
  }

  #schedule(): void {
    this.#pending.isEmpty = false
    if (this.#isScheduled || this.#flying) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#fly().catch((error: unknown) => this.#fail(error))
    })
  }

  async #fly(): Promise<void> {
    const batch = this.#pending
    this.#flying = batch
    this.#pending = createBatch(batch.sequence + 1, batch.catalog)
    await this.environment.commit(this.#entries(batch))
    this.#committed = batch.catalog
    this.#lastCommit = batch.sequence
    this.#flying = undefined
    this.claims.committed(batch.sequence, batch.overlay.entries.keys())
    this.log.committed(batch.sequence, batch.changes)
    batch.settle()
    if (!this.#pending.isEmpty) this.#schedule()
  }

  #entries(batch: Batch): [Key, Uint8Array | null][] {
    const entries: [Key, Uint8Array | null][] = [...batch.overlay.entries]
    for (const [id, collection] of batch.catalogEntries)
      entries.push([catalogKey(id), collection && encodeCollection(collection)])
    for (const [id, change] of batch.overlay.counts) {
      if (batch.catalogEntries.get(id) === null) continue
      const count = decodeCount(this.environment.latest.get(countKey(id)))
      entries.push([
        countKey(id),
        encodeCount({ documents: count.documents + change.documents, bytes: count.bytes + change.bytes }),
      ])
    }
    for (const entry of this.log.entries(batch.sequence, batch.changes)) entries.push(entry)
    entries.push([META.sequence, toBytes(encodeRecordId(batch.sequence))])
    if (this.#isNextIdChanged) {
      entries.push([META.nextId, toBytes(encodeRecordId(this.#nextId))])
      this.#isNextIdChanged = false
    }
    return entries
  }

  /** Nothing of the failed batch is on disk, so nothing built on it may be either. */
  #fail(cause: unknown): void {
    const error = commitFailure(cause, this.environment.freeBytes())
    if (cause instanceof FencedError) this.#failure = error
    const lost = [this.#flying, this.#pending]
    this.#flying = undefined
    this.#pending = createBatch(this.#pending.sequence + 1, this.#committed)
    this.#isNextIdChanged = true
    this.log.reset(this.environment.latest)
    for (const reset of this.#resets) reset()
    for (const batch of lost) batch?.settle(error)
  }
}

/** LMDB tells a write cut short as an input/output error: with so little room left, the disk was full. */
const FULL_BELOW_BYTES = 64 * 1024 * 1024

function commitFailure(cause: unknown, freeBytes: number): MongoServerFailure {
  const reason = cause instanceof Error ? cause.message : String(cause)
  if (cause instanceof FencedError || freeBytes >= FULL_BELOW_BYTES)
    return new MongoServerFailure('InternalError', `the write could not be made durable: ${reason}`)
  const free = `${(freeBytes / 1_048_576).toFixed(1)} MB are free`
  return new MongoServerFailure(
    'OutOfDiskSpace',
    `the write could not be made durable, and nothing of it was kept: the disk is full, ${free} (${reason})`,
  )
}

function isElsewhere(entries: Map<number, Collection | null>, collection: Collection, namespace: string): boolean {
  const entry = entries.get(collection.id)
  return entry !== undefined && entry !== null && namespaceOf(entry) !== namespace
}

/** Every collection a view of the store has. */
export function readCatalog(reader: Reader): Catalog {
  const catalog = new Map<string, Collection>()
  for (const { value } of reader.range('c', 'd')) {
    const collection = decodeCollection(value)
    catalog.set(namespaceOf(collection), collection)
  }
  return catalog
}

import type { Timestamp } from 'bson'
import type { SignedIn, SignIn } from '../auth/sign-in.ts'
import type { Operation } from '../operations/operations.ts'
import type { Pacer } from '../plan/index.ts'
import type { Memory } from '../spill/index.ts'
import type { Catalog } from '../store/catalog.ts'
import type { StoreView } from '../store/store.ts'
import type { Session } from '../transactions/session.ts'
import type { Transaction } from '../transactions/transaction.ts'
import type { Doc, Value } from '../values/index.ts'
import type { Server } from './server.ts'
import type { Writer } from './writer.ts'

/** What a client said about itself, and what is remembered of its connection. */
export interface Client {
  readonly connectionId: number
  readonly address: string
  /** host:port of ours as this client reached it; behind a wildcard there are several. */
  readonly reachedAt: string
  appName: string
  /** Who has signed in on this connection. */
  user: SignedIn | undefined
  /** A sign-in that has begun. */
  signIn: SignIn | undefined
  /** A fail point wants the connection closed instead of an answer. */
  losesAnswer: boolean
}

/** Document sequences of the message (OP_MSG section kind 1), raw, by name. */
export type Sequences = ReadonlyMap<string, readonly Uint8Array[]>

/** What reading needs, in this thread or in a worker. */
export interface ReadContext {
  readonly database: string
  /** Collections as a command finds them before it opens a view of its own. */
  readonly catalog: Catalog
  /** What a sort or a stage may hold. */
  readonly memory: Memory
  readonly pacer: Pacer
  /** A view for reading: what is durable, or the transaction's. */
  open(): StoreView
}

export interface CommandContext extends ReadContext {
  readonly server: Server
  readonly client: Client
  readonly name: string
  readonly body: Doc
  readonly sequences: Sequences
  readonly session: Session | undefined
  /** The open transaction this command belongs to. */
  readonly transaction: Transaction | undefined
  /** Of a retryable write: recorded with each statement, and answered from the record when it comes again. */
  readonly txnNumber: number | undefined
  readonly writer: Writer
  /** Reads one time of the past (readConcern snapshot). */
  readonly isPast: boolean
  /** Its pacer is the context's. */
  readonly operation: Operation
}

/** A batch of documents as they are stored, written into the answer without decoding them. */
export interface CursorBatch {
  readonly field: 'firstBatch' | 'nextBatch'
  readonly documents: readonly Uint8Array[]
  readonly cursorId: bigint
  readonly namespace: string
  /** Of a read at one time. */
  readonly atClusterTime?: Timestamp
  /** Of a change stream: where it goes on after this batch. */
  readonly postBatchResumeToken?: Doc
}

/** The fields of an answer; `cursor` is written before them. */
export interface Answer {
  readonly fields?: readonly (readonly [string, Value])[]
  readonly cursor?: CursorBatch
}

export interface Command {
  readonly name: string
  readonly aliases?: readonly string[]
  /** The fields it knows besides those every command has. Any other is refused. Undefined: anything goes. */
  readonly fields: readonly string[] | undefined
  /** May run inside a transaction. */
  readonly inTransaction?: boolean
  /** May read at a time of the past (readConcern snapshot). */
  readonly readsSnapshots?: boolean
  /** With a txnNumber and outside a transaction it is a retryable write. */
  readonly isRetryable?: boolean
  readonly isAdminOnly?: boolean
  run(context: CommandContext): Promise<Answer> | Answer
}

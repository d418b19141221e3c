import { MongoServerFailure } from '../errors.ts'
import type { Examined } from '../operations/operations.ts'
import { type Doc, decodeDocument, encodeDocument } from '../values/index.ts'

/** A query as its command came. */
export interface ReadJob {
  readonly name: 'find' | 'aggregate'
  readonly database: string
  /** BSON. */
  readonly body: Uint8Array
}

export type ToWorker =
  /** The next batch of a stream; `job` opens it. */
  | { readonly type: 'next'; readonly stream: number; readonly size: number; readonly job?: ReadJob }
  /** Ends a stream, and what it is doing. */
  | { readonly type: 'close'; readonly stream: number }
  /** Lets go of everything and leaves. */
  | { readonly type: 'leave' }

export type FromWorker =
  | {
      readonly type: 'batch'
      readonly stream: number
      /** One behind the other; each begins with its length. */
      readonly documents: Uint8Array
      readonly isDone: boolean
      readonly examined: Examined
    }
  | { readonly type: 'failed'; readonly stream: number; readonly failure: FailureMessage }

export interface FailureMessage {
  readonly code: number
  readonly codeName: string
  readonly message: string
  readonly labels: readonly string[]
  readonly extra: Uint8Array | undefined
}

export interface WorkerSetup {
  /** Of the store. */
  readonly directory: string
  readonly spillDirectory: string
  readonly memoryLimitBytes: number
}

export function describeFailure(error: unknown): FailureMessage {
  if (!(error instanceof MongoServerFailure)) {
    const message = error instanceof Error ? error.message : String(error)
    return { code: 1, codeName: 'InternalError', message, labels: [], extra: undefined }
  }
  const { code, codeName, message, labels, extra } = error
  return { code, codeName, message, labels, extra: extra && encodeDocument(extra) }
}

export function readFailure({ code, codeName, message, labels, extra }: FailureMessage): MongoServerFailure {
  const decoded: Doc | undefined = extra && decodeDocument(extra)
  return new MongoServerFailure(code, message, { labels, codeName, ...(decoded ? { extra: decoded } : {}) })
}

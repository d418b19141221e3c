import type { Catalog, Collection } from './catalog.ts'
import type { LoggedChange } from './change.ts'
import { createOverlay, type Overlay } from './overlay.ts'

/** Statements that share one LMDB transaction and one flush. */
export interface Batch {
  readonly sequence: number
  readonly overlay: Overlay
  /** The catalog once this batch is committed. */
  catalog: Catalog
  /** Catalog entries to write (or remove) by collection id. */
  readonly catalogEntries: Map<number, Collection | null>
  /** In the order in which they are committed. */
  readonly changes: LoggedChange[]
  /** Resolves when durable. */
  readonly done: Promise<void>
  readonly settle: (error?: unknown) => void
  isEmpty: boolean
}

export function createBatch(sequence: number, catalog: Catalog): Batch {
  let settle: (error?: unknown) => void = () => undefined
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error))
  })
  done.catch(() => undefined)
  return {
    sequence,
    overlay: createOverlay(),
    catalog,
    catalogEntries: new Map(),
    changes: [],
    done,
    settle,
    isEmpty: true,
  }
}

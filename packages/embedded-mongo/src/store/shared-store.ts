import type { Catalog } from './catalog.ts'
import { openForReading } from './environment.ts'
import { META, readRecordId } from './keyspace.ts'
import { readCatalog, type StoreView } from './store.ts'

export interface SharedStore {
  /** A view of what is durable. Whoever opens it releases it. */
  open(): StoreView
  close(): Promise<void>
}

/** The store as another thread of its process reads it: everything, the catalog too, comes from LMDB's snapshot. */
export function openSharedStore(directory: string): SharedStore {
  const environment = openForReading(directory)
  let known: { sequence: number; catalog: Catalog } | undefined
  return {
    open() {
      const snapshot = environment.snapshot()
      const stored = snapshot.get(META.sequence)
      const sequence = stored ? readRecordId(stored) : 0
      if (known?.sequence !== sequence) known = { sequence, catalog: readCatalog(snapshot) }
      return { ...snapshot, catalog: known.catalog, sequence }
    },
    close: () => environment.close(),
  }
}

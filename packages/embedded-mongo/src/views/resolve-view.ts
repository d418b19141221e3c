import { MongoServerFailure } from '../errors.ts'
import type { Catalog, Collection } from '../store/catalog.ts'
import type { Doc } from '../values/index.ts'

/** Views on views may be this many. */
const MAX_DEPTH = 20

export interface ResolvedNamespace {
  /** What is stored, without its database; it may not exist. */
  readonly name: string
  readonly collection: Collection | undefined
  /** What the views on the way say, the innermost first. */
  readonly pipeline: readonly Doc[]
}

/** Follows views down to the collection they read. */
export function resolveView(catalog: Catalog, database: string, name: string): ResolvedNamespace {
  let [current, pipeline]: [string, Doc[]] = [name, []]
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    const collection = catalog.get(`${database}.${current}`)
    const view = collection?.settings.view
    if (!view) return { name: current, collection, pipeline }
    current = view.on
    pipeline = [...view.pipeline, ...pipeline]
  }
  throw new MongoServerFailure(
    'ViewDepthLimitExceeded',
    `View depth too deep or view cycle detected; maximum depth is ${MAX_DEPTH}`,
  )
}

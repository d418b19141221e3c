import type { LoggedChange } from '../store/change.ts'
import { decodeDocument } from '../values/index.ts'

/** What a stream watches: one collection, one database, or all but MongoDB's own. */
export type ChangeScope =
  | { readonly kind: 'collection'; readonly database: string; readonly collection: string }
  | { readonly kind: 'database'; readonly database: string }
  | { readonly kind: 'cluster' }

const INTERNAL = ['admin', 'config', 'local']

export function isWatched(scope: ChangeScope, change: LoggedChange): boolean {
  if (isInternal(change)) return false
  if (scope.kind === 'cluster') return !INTERNAL.includes(change.database)
  if (scope.kind === 'collection' && change.kind === 'rename' && isTarget(scope, change)) return true
  if (change.database !== scope.database) return false
  return scope.kind === 'database' || change.collection === scope.collection
}

/** The list of views, and what $out fills before it takes its place, are nobody's collections. */
function isInternal({ collection, kind }: LoggedChange): boolean {
  return collection.startsWith('system.') || (collection.startsWith('tmp.agg_out.') && kind !== 'rename')
}

/** Whether what is watched is gone after `change`: an invalidate event follows, and the stream ends. */
export function endsScope(scope: ChangeScope, { kind }: LoggedChange): boolean {
  if (scope.kind === 'collection') return kind === 'drop' || kind === 'rename'
  return scope.kind === 'database' && kind === 'dropDatabase'
}

function isTarget(scope: { database: string; collection: string }, change: LoggedChange): boolean {
  const to = decodeDocument(change.payload).get('to')
  return to instanceof Map && to.get('db') === scope.database && to.get('coll') === scope.collection
}

import { MongoServerFailure } from '../errors.ts'
import type { Collection } from '../store/catalog.ts'
import { type Collation, type Doc, parseCollation } from '../values/index.ts'
import type { ReadContext } from './command.ts'

/** A collection as a command finds it before it opens a view of its own. */
export const findTarget = ({ catalog }: ReadContext, namespace: string): Collection | undefined =>
  catalog.get(namespace)

/** The collation of a command: as given, else the default of its collection. A view's own cannot be overridden. */
export function effectiveCollation(given: Doc | undefined, target: Collection | undefined): Collation | null {
  const wanted = parseCollation(given)
  const own = target?.settings.collation ?? null
  if (!given) return own
  if (target?.settings.view && !isSame(wanted, own))
    throw new MongoServerFailure('OptionNotSupportedOnView', "Cannot override a view's default collation")
  return wanted
}

const isSame = (a: Collation | null, b: Collation | null): boolean =>
  a?.locale === b?.locale && a?.strength === b?.strength

import { type Doc, type Missing, UNDEFINED, type Value } from '../values/types.ts'
import type { Scope } from './expression.ts'

/**
 * Starts a scope. `root` is needed only where `$$ROOT` is not the document the expression is given. A variable that holds
 * BSON's undefined is missing, which is how `$lookup` hands on a field its document does not have.
 */
export function createScope(options: { now: Date; variables?: Doc; root?: Doc }): Scope {
  const variables = new Map<string, Value | Missing>()
  for (const [name, value] of options.variables ?? []) variables.set(name, value === UNDEFINED ? undefined : value)
  return { now: options.now, root: options.root, variables }
}

/** A copy of the scope whose variables may be set without touching the outer one. */
export function innerScope(scope: Scope): Scope {
  return { now: scope.now, root: scope.root, variables: new Map<string, Value | Missing>(scope.variables) }
}

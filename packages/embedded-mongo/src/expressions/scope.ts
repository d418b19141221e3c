import type { Doc, Missing, Value } from '../values/types.ts'
import type { Scope } from './expression.ts'

/** Starts a scope. `root` is needed only where `$$ROOT` is not the document the expression is given. */
export function createScope(options: { now: Date; variables?: Doc; root?: Doc }): Scope {
  return { now: options.now, root: options.root, variables: new Map(options.variables) }
}

/** A copy of the scope whose variables may be set without touching the outer one. */
export function innerScope(scope: Scope): Scope {
  return { now: scope.now, root: scope.root, variables: new Map<string, Value | Missing>(scope.variables) }
}

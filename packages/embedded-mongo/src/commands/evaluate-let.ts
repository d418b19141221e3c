import { compileExpression, createScope } from '../expressions/index.ts'
import type { Doc } from '../values/index.ts'

/** The values of a command's `let`: constant expressions, evaluated once. */
export function evaluateLet(spec: Doc | undefined): Doc | undefined {
  if (!spec) return undefined
  const scope = createScope({ now: new Date() })
  return new Map([...spec].map(([name, value]) => [name, compileExpression(value)(new Map(), scope) ?? null] as const))
}

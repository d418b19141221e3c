import type { Collation, Doc, Missing, Value } from '../values/types.ts'

/** What expressions see besides the document: the time of the command, the root document and the variables in force. */
export interface Scope {
  readonly now: Date
  /** `$$ROOT` where it differs from the document at hand, as inside `$redact`. */
  readonly root: Doc | undefined
  readonly variables: Map<string, Value | Missing>
}

/** A compiled expression: pure, and without a result where MongoDB has "missing". */
export type Expression = (doc: Doc, scope: Scope) => Value | Missing

/** What operators are given while they are compiled. */
export interface CompileContext {
  readonly collation: Collation | null
  readonly variables: ReadonlySet<string>
  compile(expression: Value): Expression
  /** The same context with further variables in force. */
  binding(names: readonly string[]): CompileContext
  /** Told of each document path an expression reads; `null` means all of the document. */
  reads(path: string | null): void
}

/** One operator: its documentation name, with the `$`, and how its argument becomes an expression. */
export interface Operator {
  readonly name: string
  compile(argument: Value, context: CompileContext): Expression
}

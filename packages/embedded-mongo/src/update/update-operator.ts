import { printValue } from '../expressions/index.ts'
import type { Collation, Doc, Missing, Value } from '../values/index.ts'

/** One application of an update to one document. */
export interface Run {
  /** The document as it was before the update. */
  readonly original: Doc
  readonly isInsert: boolean
}

/**
 * Computes the new value of a field from its old one; `undefined` removes the field or leaves it missing. `at` is the field's
 * path in this document, for messages.
 */
export type Modifier = (existing: Value | Missing, run: Run, at: readonly string[]) => Value | Missing

export interface UpdateContext {
  readonly collation: Collation | null
  readonly now: Date
}

export interface Placement {
  path: string
  modifier: Modifier
}

/** `{<operator>: {path: argument}}`: what it does where. Malformed arguments fail here. */
export type UpdateOperator = (path: string, argument: Value, context: UpdateContext) => Placement[]

/** An operator that changes just the field it names. */
export function atPath(create: (argument: Value, context: UpdateContext, path: string) => Modifier): UpdateOperator {
  return (path, argument, context) => [{ path, modifier: create(argument, context, path) }]
}

/** `{_id: 1}`, as messages name a document. */
export function printId({ original }: Run): string {
  return `{_id: ${printValue(original.get('_id'))}}`
}

/** `{a: 1}`, as messages name a field with its value. */
export function printField(name: string | undefined, value: Value | Missing): string {
  return `{${name ?? ''}: ${printValue(value)}}`
}

import type { Accumulator } from '../../expressions/accumulators/accumulator.ts'
import type { Expression, Scope } from '../../expressions/index.ts'
import type { Collation, Doc, Missing, Value } from '../../values/types.ts'

export interface AccumulatorContext {
  readonly collation: Collation | null
  readonly scope: Scope
  expression(value: Value): Expression
}

/** A compiled accumulator: what it reads of each document, and how one starts for a group. */
export interface CompiledAccumulator {
  input(doc: Doc): Value | Missing
  /** `group` is the document parameters such as `n` are evaluated against: the group's `_id` where that is a document. */
  create(group: Doc): Accumulator
  /** Whether it keeps its inputs, which then count against the memory bound. */
  readonly holdsInputs?: boolean
}

/** One accumulator of `$group`: its documentation name, with the `$`, and how its argument is compiled. */
export interface AccumulatorDefinition {
  readonly name: string
  compile(argument: Value, context: AccumulatorContext): CompiledAccumulator
}

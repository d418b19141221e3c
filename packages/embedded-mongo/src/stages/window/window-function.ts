import type { SortPart } from '../../expressions/index.ts'
import type { Doc, Missing, Value } from '../../values/types.ts'
import type { StageContext } from '../stage.ts'
import type { Window } from './bounds.ts'

/** Answers one value for each document of a sorted partition. */
export type WindowEvaluation = (docs: readonly Doc[]) => (Value | Missing)[]

export interface WindowContext {
  readonly stage: StageContext
  readonly sortBy: readonly SortPart[]
  /** Undefined where the specification names none. */
  readonly window: Window | undefined
}

/** One function of `$setWindowFields` that is no accumulator. */
export interface WindowFunction {
  readonly name: string
  compile(argument: Value, context: WindowContext): WindowEvaluation
}

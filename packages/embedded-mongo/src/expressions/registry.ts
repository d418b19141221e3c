import type { Operator } from './expression.ts'
import { literalOperators } from './literal.ts'

/** Every operator there is; a new one goes into the file of its group, and its group into this list. */
export const operators: readonly Operator[] = [...literalOperators]

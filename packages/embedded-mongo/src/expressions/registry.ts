import { arithmeticOperators } from './arithmetic.ts'
import { bitOperators } from './bits.ts'
import { booleanOperators } from './boolean.ts'
import { comparisonOperators } from './comparison.ts'
import { conditionalOperators } from './conditional.ts'
import type { Operator } from './expression.ts'
import { letOperators } from './let.ts'
import { literalOperators } from './literal.ts'
import { powerOperators } from './powers.ts'
import { roundingOperators } from './rounding.ts'
import { trigonometryOperators } from './trigonometry.ts'

/** Every operator there is; a new one goes into the file of its group, and its group into this list. */
export const operators: readonly Operator[] = [
  ...arithmeticOperators,
  ...bitOperators,
  ...booleanOperators,
  ...comparisonOperators,
  ...conditionalOperators,
  ...letOperators,
  ...literalOperators,
  ...powerOperators,
  ...roundingOperators,
  ...trigonometryOperators,
]

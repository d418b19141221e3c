import { accumulatorOperators } from './accumulators/operators.ts'
import { arithmeticOperators } from './arithmetic.ts'
import { arrayConstructionOperators } from './array/construction.ts'
import { arrayElementOperators } from './array/element.ts'
import { arrayIterationOperators } from './array/iteration.ts'
import { setOperators } from './array/sets.ts'
import { arraySliceOperators } from './array/slice.ts'
import { bitOperators } from './bits.ts'
import { booleanOperators } from './boolean.ts'
import { comparisonOperators } from './comparison.ts'
import { conditionalOperators } from './conditional.ts'
import { conversionOperators } from './conversion/operators.ts'
import { dateArithmeticOperators } from './date/arithmetic.ts'
import { dateFromPartsOperators } from './date/from-parts.ts'
import { datePartOperators } from './date/parts.ts'
import { dateTextOperators } from './date/text.ts'
import { dateTruncateOperators } from './date/truncate.ts'
import type { Operator } from './expression.ts'
import { letOperators } from './let.ts'
import { literalOperators } from './literal.ts'
import { metaOperators } from './meta.ts'
import { objectOperators } from './object.ts'
import { powerOperators } from './powers.ts'
import { roundingOperators } from './rounding.ts'
import { sizeOperators } from './sizes.ts'
import { basicStringOperators } from './string/basic.ts'
import { regexOperators } from './string/regex.ts'
import { replaceOperators } from './string/replace.ts'
import { substringOperators } from './string/substring.ts'
import { trimOperators } from './string/trim.ts'
import { timestampOperators } from './timestamp.ts'
import { trigonometryOperators } from './trigonometry.ts'

/** Every operator there is; a new one goes into the file of its group, and a new group into this list. */
export const operators: readonly Operator[] = [
  ...accumulatorOperators,
  ...arithmeticOperators,
  ...arrayConstructionOperators,
  ...arrayElementOperators,
  ...arrayIterationOperators,
  ...arraySliceOperators,
  ...basicStringOperators,
  ...bitOperators,
  ...booleanOperators,
  ...comparisonOperators,
  ...conditionalOperators,
  ...conversionOperators,
  ...dateArithmeticOperators,
  ...dateFromPartsOperators,
  ...datePartOperators,
  ...dateTextOperators,
  ...dateTruncateOperators,
  ...letOperators,
  ...literalOperators,
  ...metaOperators,
  ...objectOperators,
  ...powerOperators,
  ...regexOperators,
  ...replaceOperators,
  ...roundingOperators,
  ...setOperators,
  ...sizeOperators,
  ...substringOperators,
  ...timestampOperators,
  ...trigonometryOperators,
  ...trimOperators,
]

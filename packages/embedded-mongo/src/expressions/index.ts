export {
  compileAddFields,
  compileAggregationProjection,
  compileUnset,
  type DocumentTransform,
} from './aggregation-fields.ts'
export { type CompileOptions, compileExpression } from './compile.ts'
export type { Expression, Scope } from './expression.ts'
export { parseFieldPath, readPath, readPlainPath } from './field-path.ts'
export { printValue } from './print-value.ts'
export { createScope } from './scope.ts'
export { compareSortKeys, type SortKey, sortKeyOf } from './sort-key.ts'
export { parseSortPattern, type SortPart } from './sort-pattern.ts'
export { copyTextScore, findTextScore, setTextScore } from './text-score.ts'
export { valueKey } from './value-key.ts'

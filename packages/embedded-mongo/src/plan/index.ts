export { PASSED } from './entry-scan.ts'
export { HandOver, Pacer } from './pacer.ts'
export { parseSort, TEXT_SCORE } from './parse-sort.ts'
export { planById } from './plan-by-id.ts'
export {
  type Access,
  type Plan,
  planQuery,
  type SortPattern,
  samePattern,
} from './plan-query.ts'
export type { TextAccess } from './plan-text.ts'
export { type FoundDocument, Scan } from './scan.ts'
export { RecordSorter, type SortedRecord, sortKey } from './sort-records.ts'
export { ReadSource } from './source.ts'

export { Pacer } from './pacer.ts'
export {
  type Access,
  type Plan,
  planQuery,
  type SortPattern,
  samePattern,
} from './plan-query.ts'
export { PASSED, Scan } from './scan.ts'
export { parseSort, RecordSorter, type SortedRecord, sortKey } from './sort-records.ts'
export { ReadSource } from './source.ts'

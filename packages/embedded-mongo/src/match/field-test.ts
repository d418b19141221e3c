import type { TextClause } from '../text/index.ts'
import type { Collation, Doc, Missing, Value } from '../values/index.ts'

/** What a match tells besides yes: the index in the outermost array it went through, for the positional `$`. */
export interface MatchDetails {
  position: number | undefined
  /** Whether the document meets `$text`. */
  hasText?: () => boolean
}

export type Matcher = (doc: Doc, details?: MatchDetails) => boolean

/**
 * What the operators of one field ask of it. A `value` test is put to each value the path leads to; `arrays` says whether an
 * array at its end is put as each of its elements and then as a whole, or only as a whole.
 */
export type FieldTest =
  | { kind: 'value'; arrays: 'each' | 'whole'; test(value: Value | Missing, details?: MatchDetails): boolean }
  | { kind: 'not'; test: FieldTest }
  | { kind: 'and'; tests: readonly FieldTest[] }

export interface FilterOptions {
  collation?: Collation | null
  /** Variables `$expr` may use, by name without `$$`. */
  variables?: Doc
  now?: Date
  /** For conditions on parts of documents ($pull, array filters): `$expr`, `$jsonSchema` and the like are refused. */
  fieldsOnly?: boolean
}

/** What operators are given while a filter is compiled. */
export interface FilterContext {
  readonly options: FilterOptions
  readonly collation: Collation | null
  /** Whether the filter is one on a document inside the document, as in `$elemMatch`. */
  readonly isNested: boolean
  compile(filter: Doc): Matcher
  compileNested(filter: Doc): Matcher
  /** Takes the filter's `$text`, of which there is one at most. */
  addText(clause: TextClause): void
  /** The tests of a document of operators such as `{$gt: 1, $lt: 5}`. */
  operators(spec: Doc, path: string): FieldTest
}

/** `{field: {<operator>: argument}}`. `siblings` is the whole document of operators, `path` the field. */
export type FieldOperator = (argument: Value, context: FilterContext, siblings: Doc, path: string) => FieldTest

/** `{<operator>: argument}` at the top of a filter. */
export type TopLevelOperator = (argument: Value, context: FilterContext) => Matcher

export function eachValue(test: (value: Value | Missing) => boolean): FieldTest {
  return { kind: 'value', arrays: 'each', test }
}

export function wholeValue(test: (value: Value | Missing, details?: MatchDetails) => boolean): FieldTest {
  return { kind: 'value', arrays: 'whole', test }
}

export function not(test: FieldTest): FieldTest {
  return { kind: 'not', test }
}

/** Puts the tests to one value, as `$elemMatch` does to each element; no array inside it is gone through. */
export function testValue(test: FieldTest, value: Value | Missing): boolean {
  if (test.kind === 'value') return test.test(value)
  if (test.kind === 'not') return !testValue(test.test, value)
  return test.tests.every((each) => testValue(each, value))
}

import { MongoServerFailure } from '../errors.ts'
import { compileFilter, type Filter } from '../match/index.ts'
import type { Collation, Doc, Value } from '../values/index.ts'

/** What `$[identifier]` stands for in the paths of an update. */
export interface ArrayFilters {
  readonly identifiers: readonly string[]
  has(identifier: string): boolean
  matches(identifier: string, element: Value): boolean
}

export function compileArrayFilters(filters: readonly Doc[], collation: Collation | null): ArrayFilters {
  const compiled = new Map<string, Filter>()
  for (const filter of filters) {
    const identifier = identifierOf(filter)
    if (compiled.has(identifier)) {
      throw new MongoServerFailure(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      )
    }
    compiled.set(identifier, compileFilter(filter, { collation, fieldsOnly: true }))
  }
  return {
    identifiers: [...compiled.keys()],
    has: (identifier) => identifier === '' || compiled.has(identifier),
    matches: (identifier, element) =>
      identifier === '' || compiled.get(identifier)?.matches(new Map([[identifier, element]])) === true,
  }
}

function identifierOf(filter: Doc): string {
  const [identifier, other] = new Set(namesIn(filter))
  if (identifier === undefined) {
    throw new MongoServerFailure(
      'FailedToParse',
      'Cannot use an expression without a top-level field name in arrayFilters',
    )
  }
  if (other !== undefined) {
    throw parseFailure('FailedToParse', `Expected a single top-level field name, found '${identifier}' and '${other}'`)
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier)) {
    throw parseFailure(
      'BadValue',
      `The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
    )
  }
  return identifier
}

function parseFailure(code: 'FailedToParse' | 'BadValue', reason: string): MongoServerFailure {
  return new MongoServerFailure(code, `Error parsing array filter :: caused by :: ${reason}`)
}

function* namesIn(filter: Doc): Generator<string> {
  for (const [name, value] of filter) {
    if (!name.startsWith('$')) yield name.split('.', 1)[0] ?? ''
    else if (Array.isArray(value)) for (const clause of value) if (clause instanceof Map) yield* namesIn(clause)
  }
}

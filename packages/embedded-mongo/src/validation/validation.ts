import { MongoServerFailure } from '../errors.ts'
import { compileFilter, type Filter } from '../match/index.ts'
import type { Collation, Doc, Value } from '../values/index.ts'
import { explainFilter } from './explain-filter.ts'

/** What a collection asks of its documents. */
export interface Validation {
  readonly validator: Doc
  readonly filter: Filter
  readonly collation: Collation | null
  /** `moderate`: documents that broke the rules before may go on doing so. */
  readonly isModerate: boolean
  /** A document that breaks the rules is logged, and stored all the same. */
  readonly onlyWarns: boolean
}

/** The rules in a collection's options; undefined where there are none, or they are off. */
export function compileValidation(options: Doc, collation: Collation | null): Validation | undefined {
  const validator = options.get('validator')
  const level = options.get('validationLevel') ?? 'strict'
  if (!(validator instanceof Map) || validator.size === 0 || level === 'off') return undefined
  return {
    validator,
    filter: compileFilter(validator, { collation }),
    collation,
    isModerate: level === 'moderate',
    onlyWarns: options.get('validationAction') === 'warn',
  }
}

/**
 * The failure of storing `doc` instead of `before`, or undefined where the rules allow it
 * (source: https://www.mongodb.com/docs/manual/core/schema-validation/).
 */
export function findViolation(
  { validator, filter, collation, isModerate }: Validation,
  doc: Doc,
  before?: Doc,
): MongoServerFailure | undefined {
  if (filter.matches(doc)) return undefined
  if (isModerate && before && !filter.matches(before)) return undefined
  const info: Doc = new Map<string, Value>([
    ['failingDocumentId', doc.get('_id') ?? null],
    ['details', explainFilter(validator, doc, collation)],
  ])
  return new MongoServerFailure('DocumentValidationFailure', 'Document failed validation', {
    extra: new Map([['errInfo', info]]),
  })
}

const FORBIDDEN = ['$text', '$near', '$nearSphere', '$geoNear', '$where']

/** Checks the options of create and collMod that are about validation. */
export function checkValidation(database: string, options: Doc): void {
  check(options, 'validationLevel', ['off', 'strict', 'moderate'])
  check(options, 'validationAction', ['error', 'warn'])
  const validator = options.get('validator')
  if (validator === undefined) return
  if (database === 'admin' || database === 'local' || database === 'config')
    throw new MongoServerFailure(
      'InvalidOptions',
      `Document validators are not allowed on collections in the ${database} database.`,
    )
  refuseOperators(validator)
  if (validator instanceof Map) compileFilter(validator)
}

function check(options: Doc, name: string, known: readonly string[]): void {
  const value = options.get(name)
  if (value === undefined || (typeof value === 'string' && known.includes(value))) return
  throw new MongoServerFailure(
    'BadValue',
    `Enumeration value '${String(value)}' for field '${name}' is not a valid value.`,
  )
}

function refuseOperators(value: Value): void {
  if (Array.isArray(value)) value.forEach(refuseOperators)
  if (!(value instanceof Map)) return
  for (const [name, inner] of value) {
    if (FORBIDDEN.includes(name))
      throw new MongoServerFailure('QueryFeatureNotAllowed', `${name} is not allowed in collection validators`)
    refuseOperators(inner)
  }
}

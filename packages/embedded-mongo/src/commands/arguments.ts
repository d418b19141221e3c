import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { type Doc, isNumber, toDouble, typeName, type Value } from '../values/index.ts'

/** Fields any command may carry (source: the manual's "Database Commands" and the drivers' specifications). */
const GENERIC = new Set([
  '$db',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'maxTimeMSOpOnly',
  '$readPreference',
  '$clusterTime',
  '$audit',
  '$client',
  '$configServerState',
  'allowImplicitCollectionCreation',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
])

export const isGenericField = (name: string): boolean => GENERIC.has(name)

export function checkFields(command: string, body: Doc, known: readonly string[]): void {
  let isFirst = true
  for (const name of body.keys()) {
    if (!isFirst && !GENERIC.has(name) && !known.includes(name))
      throw new MongoServerFailure(40415, `BSON field '${command}.${name}' is an unknown field.`)
    isFirst = false
  }
}

export function checkKnown(owner: string, doc: Doc, known: readonly string[]): void {
  for (const name of doc.keys())
    if (!known.includes(name)) throw new MongoServerFailure(40415, `BSON field '${owner}.${name}' is an unknown field.`)
}

const wrongType = (owner: string, name: string, value: Value, expected: string): MongoServerFailure =>
  new MongoServerFailure(
    'TypeMismatch',
    `BSON field '${owner}.${name}' is the wrong type '${typeName(value)}', expected ${expected}`,
  )

/** Reads typed fields of one document, with MongoDB's words for what is wrong. */
export class Fields {
  readonly #owner: string
  readonly #doc: Doc

  constructor(owner: string, doc: Doc) {
    this.#owner = owner
    this.#doc = doc
  }

  text(name: string): string | undefined {
    const value = this.#doc.get(name)
    if (value === undefined) return undefined
    if (typeof value !== 'string') throw wrongType(this.#owner, name, value, "type 'string'")
    return value
  }

  requiredText(name: string): string {
    const value = this.text(name)
    if (value === undefined) throw this.missing(name)
    return value
  }

  doc(name: string): Doc | undefined {
    const value = this.#doc.get(name)
    if (value === undefined || value === null) return undefined
    if (!(value instanceof Map)) throw wrongType(this.#owner, name, value, "type 'object'")
    return value
  }

  requiredDoc(name: string): Doc {
    const value = this.doc(name)
    if (value === undefined) throw this.missing(name)
    return value
  }

  docs(name: string): Doc[] | undefined {
    const value = this.#doc.get(name)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) throw wrongType(this.#owner, name, value, "type 'array'")
    return value.map((element, i) => {
      if (!(element instanceof Map)) throw wrongType(this.#owner, `${name}.${i}`, element, "type 'object'")
      return element
    })
  }

  /** True, false or a number, as MongoDB takes them for flags. */
  flag(name: string): boolean {
    const value = this.#doc.get(name)
    if (value === undefined || value === null) return false
    if (typeof value === 'boolean') return value
    if (isNumber(value)) return toDouble(value) !== 0
    throw wrongType(this.#owner, name, value, "types '[bool, long, int, decimal, double]'")
  }

  optionalFlag(name: string): boolean | undefined {
    return this.#doc.has(name) ? this.flag(name) : undefined
  }

  number(name: string): number | undefined {
    const value = this.#doc.get(name)
    if (value === undefined || value === null) return undefined
    if (!isNumber(value)) throw wrongType(this.#owner, name, value, "types '[long, int, decimal, double]'")
    return toDouble(value)
  }

  /** A whole number not below zero. */
  size(name: string): number | undefined {
    const value = this.number(name)
    if (value === undefined) return undefined
    if (value < 0)
      throw new MongoServerFailure(51024, `BSON field '${name}' value must be >= 0, actual value '${value}'`)
    return Math.trunc(value)
  }

  value(name: string): Value | undefined {
    return this.#doc.get(name)
  }

  /** An index's name or its pattern. */
  hint(name = 'hint'): string | Doc | undefined {
    const value = this.#doc.get(name)
    if (value === undefined || (value instanceof Map && value.size === 0)) return undefined
    if (typeof value === 'string' || value instanceof Map) return value
    throw new MongoServerFailure('FailedToParse', 'Hint must be a string or an object')
  }

  missing(name: string): MongoServerFailure {
    return new MongoServerFailure(40414, `BSON field '${this.#owner}.${name}' is missing but a required field`)
  }
}

/** Answers count in Int32 while they fit. */
export const count = (value: number): Value =>
  value <= 0x7fff_ffff && value >= -0x8000_0000 ? new Int32(value) : BigInt(value)

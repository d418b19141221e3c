import { MongoServerFailure } from '../errors.ts'
import { isNullish, typeName } from '../values/index.ts'
import type { Doc, Missing, Value } from '../values/types.ts'
import type { CompileContext, Expression, Operator } from './expression.ts'
import { type Argument, namedOperands, unary, variadic } from './operator.ts'
import { printValue } from './print-value.ts'

const arrayToObject = unary('$arrayToObject', (value) => {
  if (isNullish(value)) return null
  if (!Array.isArray(value)) {
    throw new MongoServerFailure(40386, `$arrayToObject requires an array input, found: ${typeName(value)}`)
  }
  const doc: Doc = new Map()
  for (const item of value) {
    const [name, field] = pairOf(item)
    doc.set(name, field)
  }
  return doc
})

/** `[name, value]` or `{ k: name, v: value }`. */
function pairOf(item: Value): [string, Value] {
  if (Array.isArray(item)) {
    const [name, value] = item
    if (item.length !== 2 || value === undefined) {
      throw new MongoServerFailure(
        40397,
        `$arrayToObject requires an array of size 2 arrays,found array of size: ${item.length}`,
      )
    }
    return [nameOf(name, 40395, 'an array of key-value pairs, where the key must be of type string'), value]
  }
  if (item instanceof Map) {
    const name = item.get('k')
    const value = item.get('v')
    if (item.size !== 2) {
      const message = `$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys:${item.size}`
      throw new MongoServerFailure(40392, message)
    }
    if (name === undefined || value === undefined) {
      const message = `$arrayToObject requires an object with keys 'k' and 'v'. Missing either or both keys from: ${printValue(item)}`
      throw new MongoServerFailure(40393, message)
    }
    return [
      nameOf(name, 40394, "an object with keys 'k' and 'v', where the value of 'k' must be of type string"),
      value,
    ]
  }
  const message = `Unrecognised input type format for $arrayToObject: ${typeName(item)}`
  throw new MongoServerFailure(40398, message)
}

function nameOf(name: Argument, code: number, needed: string): string {
  if (typeof name === 'string') return name
  throw new MongoServerFailure(code, `$arrayToObject requires ${needed}. Found type: ${typeName(name)}`)
}

const objectToArray = unary('$objectToArray', (value) => {
  if (isNullish(value)) return null
  if (!(value instanceof Map)) {
    throw new MongoServerFailure(40390, `$objectToArray requires a document input, found: ${typeName(value)}`)
  }
  return [...value].map(
    ([name, field]): Doc =>
      new Map([
        ['k', name],
        ['v', field],
      ]),
  )
})

const mergeObjects = variadic('$mergeObjects', [0, Number.POSITIVE_INFINITY], (values) => {
  const merged: Doc = new Map()
  for (const value of values.length === 1 && Array.isArray(values[0]) ? values[0] : values) {
    if (isNullish(value)) continue
    if (!(value instanceof Map)) {
      const message = `$mergeObjects requires object inputs, but input ${printValue(value)} is of type ${typeName(value)}`
      throw new MongoServerFailure(40400, message)
    }
    for (const [name, field] of value) merged.set(name, field)
  }
  return merged
})

const getField: Operator = {
  name: '$getField',
  compile(argument, context) {
    const isLong = argument instanceof Map && argument.has('field')
    const name = compileName('$getField', (isLong ? argument.get('field') : argument) ?? null, 3041702, context)
    const given = isLong ? argument.get('input') : undefined
    if (isLong) {
      namedOperands('$getField', argument, { required: ['field'], optional: ['input'], codes: { unknown: 3041701 } })
    }
    const input = context.compile(given === undefined ? '$$CURRENT' : given)
    return (doc, scope) => {
      const source = input(doc, scope)
      if (source instanceof Map) return source.get(name(doc, scope))
      return isNullish(source) && source !== undefined ? null : undefined
    }
  },
}

/** A field name given as a constant string or as an expression that yields one. */
function compileName(
  operator: string,
  value: Value,
  code: number,
  context: CompileContext,
): (...args: Parameters<Expression>) => string {
  const expression = context.compile(value)
  return (doc, scope) => {
    const name = expression(doc, scope)
    if (typeof name === 'string') return name
    throw new MongoServerFailure(
      code,
      `${operator} requires 'field' to evaluate to type String, but got ${typeName(name)}`,
    )
  }
}

const SET_FIELD = {
  required: ['field', 'input', 'value'],
  codes: { notObject: 4161100, unknown: 4161101, missing: [4161102, 4161109, 4161103] },
}

function settingField(name: string, newValue: (fields: Map<string, Value>) => Value): Operator {
  return {
    name,
    compile(argument, context) {
      const required = name === '$unsetField' ? ['field', 'input'] : SET_FIELD.required
      const fields = namedOperands(name, argument, { ...SET_FIELD, required })
      const field = constantName(name, fields.get('field') ?? null)
      const input = context.compile(fields.get('input') ?? null)
      const value = context.compile(newValue(fields))
      return (doc, scope) => {
        const source = input(doc, scope)
        if (isNullish(source)) return null
        if (!(source instanceof Map)) {
          const message = `${name} requires 'input' to evaluate to type Object`
          throw new MongoServerFailure(4161105, message)
        }
        return withField(source, field, value(doc, scope))
      }
    },
  }
}

function constantName(operator: string, value: Value): string {
  const literal = value instanceof Map && value.size === 1 ? value.get('$literal') : value
  if (typeof literal === 'string' && (literal !== value || !literal.startsWith('$'))) return literal
  const message = `${operator} requires 'field' to evaluate to a constant of type String`
  throw new MongoServerFailure(4161106, message)
}

function withField(source: Doc, name: string, value: Value | Missing): Doc {
  const doc = new Map(source)
  if (value === undefined) doc.delete(name)
  else doc.set(name, value)
  return doc
}

export const objectOperators: readonly Operator[] = [
  arrayToObject,
  objectToArray,
  mergeObjects,
  getField,
  settingField('$setField', (fields) => fields.get('value') ?? null),
  settingField('$unsetField', () => '$$REMOVE'),
]

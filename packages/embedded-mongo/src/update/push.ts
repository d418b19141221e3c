import { MongoServerFailure } from '../errors.ts'
import { exactInteger } from '../match/index.ts'
import { compareValues, isNumber, type Missing, toDouble, typeName, type Value } from '../values/index.ts'
import { atPath, printId, type UpdateContext } from './update-operator.ts'

interface Push {
  each: readonly Value[]
  position: number | undefined
  slice: number | undefined
  compare: ((a: Value, b: Value) => number) | undefined
}

const CLAUSES = new Set(['$each', '$position', '$slice', '$sort'])

export const $push = atPath((argument, context) => {
  const push = parsePush(argument, context)
  return (existing = [], run, at) => {
    if (!Array.isArray(existing)) {
      throw new MongoServerFailure(
        'BadValue',
        `The field '${at.join('.')}' must be an array but is of type ${typeName(existing)} in document ${printId(run)}`,
      )
    }
    const position = push.position ?? existing.length
    // A negative position counts from the end; splice clamps both ways as MongoDB does.
    const grown = [...existing]
    grown.splice(position, 0, ...push.each)
    if (push.compare !== undefined) grown.sort(push.compare)
    return sliced(grown, push.slice)
  }
})

function parsePush(argument: Value, context: UpdateContext): Push {
  if (!(argument instanceof Map) || !argument.has('$each')) {
    return { each: [argument], position: undefined, slice: undefined, compare: undefined }
  }
  const unknown = [...argument.keys()].find((name) => !CLAUSES.has(name))
  if (unknown !== undefined) throw new MongoServerFailure('BadValue', `Unrecognized clause in $push: ${unknown}`)
  const each = argument.get('$each')
  if (!Array.isArray(each)) {
    throw new MongoServerFailure(
      'BadValue',
      `The argument to $each in $push must be an array but it was of type: ${typeName(each)}`,
    )
  }
  return {
    each,
    position: parseInteger(
      'The value for $position must be an integer value, not of type: ',
      argument.get('$position'),
    ),
    slice: parseInteger('The value for $slice must be an integer value but was given type: ', argument.get('$slice')),
    compare: parseSort(argument.get('$sort'), context),
  }
}

function parseInteger(complaint: string, value: Value | Missing): number | undefined {
  if (value === undefined) return undefined
  const integer = exactInteger(value)
  if (integer === undefined) throw new MongoServerFailure('BadValue', complaint + typeName(value))
  return Number(integer)
}

function sliced(array: Value[], slice: number | undefined): Value[] {
  if (slice === undefined) return array
  if (slice === 0) return []
  return slice > 0 ? array.slice(0, slice) : array.slice(slice)
}

function parseSort(sort: Value | Missing, { collation }: UpdateContext): Push['compare'] {
  if (sort === undefined) return undefined
  if (sort instanceof Map && sort.size > 0) {
    const keys = [...sort].map(([path, direction]) => ({ parts: path.split('.'), sign: parseDirection(direction) }))
    return (a, b) => {
      for (const { parts, sign } of keys) {
        const order = compareValues(fieldOf(a, parts), fieldOf(b, parts), collation) * sign
        if (order !== 0) return order
      }
      return 0
    }
  }
  if (!isNumber(sort)) {
    throw new MongoServerFailure(
      'BadValue',
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    )
  }
  const sign = parseDirection(sort)
  return (a, b) => compareValues(a, b, collation) * sign
}

function parseDirection(value: Value): number {
  const sign = isNumber(value) ? toDouble(value) : 0
  if (sign === 1 || sign === -1) return sign
  throw new MongoServerFailure('BadValue', 'The $sort element value must be either 1 or -1')
}

/** What is missing sorts as null. */
function fieldOf(element: Value, parts: readonly string[]): Value {
  let value: Value | Missing = element
  for (const part of parts) {
    if (value instanceof Map) value = value.get(part)
    else value = Array.isArray(value) && /^\d+$/.test(part) ? value[Number(part)] : undefined
  }
  return value ?? null
}

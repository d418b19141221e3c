import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { parseSortPattern, printValue } from '../expressions/index.ts'
import { compareValues, typeName, typeRank } from '../values/index.ts'
import type { Collation, Doc, Missing, Value } from '../values/types.ts'
import { compileAccumulatorField } from './accumulators/compile-field.ts'
import { grouping } from './group.ts'
import type { OutputField } from './group-state.ts'
import { sortDocuments } from './sort-documents.ts'
import type { StageContext, StageDefinition } from './stage.ts'

export const bucket: StageDefinition = {
  name: '$bucket',
  compile(spec, context) {
    const fields = parseFields(spec)
    const boundaries = parseBoundaries(fields.get('boundaries'), context)
    const otherwise = parseDefault(fields, boundaries, context)
    const groupBy = context.expression(fields.get('groupBy') ?? null)
    const { collation, scope, memory } = context
    const keyOf = (doc: Doc) => bucketOf(groupBy(doc, scope), boundaries, otherwise, collation)
    const grouped = grouping(keyOf, outputFields('$bucket', fields.get('output'), context), context)
    const parts = parseSortPattern(new Map([['_id', new Int32(1)]]))
    return { keepsOtherFields: false, run: (input) => sortDocuments(grouped.run(input), parts, { collation, memory }) }
  },
}

/** The `output` of `$bucket` and `$bucketAuto`: a count where nothing else is asked for. */
export function outputFields(stage: string, output: Value | Missing, context: StageContext): OutputField[] {
  const spec = output ?? new Map([['count', new Map([['$sum', new Int32(1)]])]])
  if (!(spec instanceof Map)) {
    const [code, found] = stage === '$bucket' ? [40196, typeName(spec)] : [40244, typeName(spec)]
    throw new MongoServerFailure(
      Number(code),
      `The ${stage} 'output' field must be an object, but found type: ${found}.`,
    )
  }
  return [...spec].map(([name, value]) => ({ name, accumulator: compileAccumulatorField(name, value, context) }))
}

function bucketOf(
  value: Value | Missing,
  boundaries: readonly Value[],
  otherwise: Value | Missing,
  collation: Collation | null,
): Value {
  const above = boundaries.findIndex((boundary) => compareValues(value, boundary, collation) < 0)
  const lower = above > 0 ? boundaries[above - 1] : undefined
  const found = lower ?? otherwise
  if (found !== undefined) return found
  const message = '$switch could not find a matching branch for an input, and no default was specified.'
  throw new MongoServerFailure(40066, message)
}

function parseFields(spec: Value): Doc {
  if (!(spec instanceof Map)) {
    throw new MongoServerFailure(
      40201,
      `Argument to $bucket stage must be an object, but found type: ${typeName(spec)}.`,
    )
  }
  for (const option of spec.keys()) {
    if (['groupBy', 'boundaries', 'default', 'output'].includes(option)) continue
    throw new MongoServerFailure(40197, `Unrecognized option to $bucket: ${option}.`)
  }
  const groupBy = spec.get('groupBy')
  if (groupBy === undefined || !spec.has('boundaries')) {
    throw new MongoServerFailure(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.")
  }
  checkGroupBy('$bucket', 40202, groupBy)
  return spec
}

export function checkGroupBy(stage: string, code: number, groupBy: Value): void {
  const isPath = typeof groupBy === 'string' && groupBy.startsWith('$')
  if (isPath || groupBy instanceof Map) return
  const message = `The ${stage} 'groupBy' field must be defined as a $-prefixed path or an expression, but found: `
  throw new MongoServerFailure(code, message + printValue(groupBy))
}

function parseBoundaries(value: Value | Missing, context: StageContext): Value[] {
  if (!Array.isArray(value)) {
    const message = "The $bucket 'boundaries' field must be an array, but found type: "
    throw new MongoServerFailure(40200, `${message}${typeName(value)}.`)
  }
  const boundaries = value.map((boundary) => context.expression(boundary)(new Map(), context.scope) ?? null)
  if (boundaries.length < 2) {
    const message = `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length} value(s).`
    throw new MongoServerFailure(40192, message)
  }
  boundaries.forEach((boundary, index) => {
    const last = boundaries[index - 1]
    if (last !== undefined) checkOrder(last, boundary, context.collation)
  })
  return boundaries
}

function checkOrder(last: Value, next: Value, collation: Collation | null): void {
  if (typeRank(last) !== typeRank(next)) {
    const found = `values of type: ${typeName(last)} and type: ${typeName(next)}`
    throw new MongoServerFailure(
      40193,
      `All values in the 'boundaries' option to $bucket must have the same type. Found conflicting ${found}.`,
    )
  }
  if (compareValues(last, next, collation) < 0) return
  const found = `Found value ${printValue(last)} before ${printValue(next)}`
  throw new MongoServerFailure(40194, `The 'boundaries' option to $bucket must be sorted in ascending order. ${found}.`)
}

function parseDefault(fields: Doc, boundaries: readonly Value[], context: StageContext): Value | Missing {
  const given = fields.get('default')
  if (given === undefined) return undefined
  const value = context.expression(given)(new Map(), context.scope) ?? null
  const isBelow = compareValues(value, boundaries[0], context.collation) < 0
  const isAbove = compareValues(value, boundaries.at(-1), context.collation) >= 0
  if (isBelow || isAbove) return value
  const message =
    "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary."
  throw new MongoServerFailure(40199, message)
}

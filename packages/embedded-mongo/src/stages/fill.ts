import { MongoServerFailure } from '../errors.ts'
import { type Expression, parseFieldPath, parseSortPattern } from '../expressions/index.ts'
import { isNullish } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { slices } from './batches.ts'
import type { StageContext, StageDefinition } from './stage.ts'
import { partitions } from './window/partition.ts'
import { compileWindowFunction, type WindowOutput, withOutputs } from './window/set-window-fields.ts'

const METHODS: ReadonlyMap<Value, string> = new Map([
  ['linear', '$linearFill'],
  ['locf', '$locf'],
])

export const fill: StageDefinition = {
  name: '$fill',
  compile(spec, context) {
    const fields = parseFields(spec)
    const sort = fields.get('sortBy')
    const sortBy = sort === undefined ? [] : parseSortPattern(sort)
    for (const part of sortBy) context.reads(part.path)
    const partitionBy = parsePartition(fields, context)
    const outputs = parseOutputs(fields.get('output') ?? null, sortBy, context)
    return {
      async *run(input) {
        for await (const docs of partitions('$fill', input, partitionBy, sortBy, context)) {
          yield* slices(withOutputs(docs, outputs))
        }
      },
    }
  },
}

function parseFields(spec: Value): Doc {
  if (!(spec instanceof Map))
    throw new MongoServerFailure('FailedToParse', 'The $fill stage specification must be an object')
  for (const field of spec.keys()) {
    if (['partitionBy', 'partitionByFields', 'sortBy', 'output'].includes(field)) continue
    throw new MongoServerFailure(40415, `BSON field '$fill.${field}' is an unknown field.`)
  }
  if (!spec.has('output'))
    throw new MongoServerFailure(40414, "BSON field '$fill.output' is missing but a required field")
  if (!spec.has('partitionBy') || !spec.has('partitionByFields')) return spec
  throw new MongoServerFailure(
    6050204,
    "Maximum one of 'partitionBy' and 'partitionByFields' can be specified in '$fill'",
  )
}

/** One expression over the fields, which keeps apart what is missing from what is null. */
export function byFields(paths: Value, context: StageContext): Expression | undefined {
  if (!Array.isArray(paths) || paths.length === 0) return undefined
  const parts = paths.map((path) => {
    if (typeof path === 'string') return context.expression(`$${path}`)
    throw new MongoServerFailure('TypeMismatch', "'partitionByFields' must be strings")
  })
  return (doc, scope) => {
    const key: Doc = new Map()
    parts.forEach((part, index) => {
      const value = part(doc, scope)
      if (value !== undefined) key.set(String(index), value)
    })
    return key
  }
}

function parsePartition(fields: Doc, context: StageContext): Expression | undefined {
  const partitionBy = fields.get('partitionBy')
  return partitionBy === undefined
    ? byFields(fields.get('partitionByFields') ?? null, context)
    : context.expression(partitionBy)
}

function parseOutputs(spec: Value, sortBy: ReturnType<typeof parseSortPattern>, stage: StageContext): WindowOutput[] {
  if (!(spec instanceof Map)) throw new MongoServerFailure('TypeMismatch', "'output' of $fill must be an object")
  return [...spec].map(([path, how]) => {
    const value = how instanceof Map ? how.get('value') : undefined
    const method = how instanceof Map ? METHODS.get(how.get('method') ?? null) : undefined
    if (!(how instanceof Map) || how.size !== 1 || (value === undefined && method === undefined)) {
      const message = "Each field of 'output' in $fill needs either a 'value' or the 'method' linear or locf"
      throw new MongoServerFailure(6050202, message)
    }
    const names = parseFieldPath(path)
    if (method !== undefined) {
      return { names, evaluate: compileWindowFunction(method, `$${path}`, { stage, sortBy, window: undefined }) }
    }
    const present = stage.expression(`$${path}`)
    const otherwise = stage.expression(value ?? null)
    return {
      names,
      evaluate: (docs) =>
        docs.map((doc) => {
          const found = present(doc, stage.scope)
          return isNullish(found) ? otherwise(doc, stage.scope) : found
        }),
    }
  })
}

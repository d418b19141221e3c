import { MongoServerFailure } from '../errors.ts'
import { addUnits } from '../expressions/date/arithmetic.ts'
import { UTC } from '../expressions/date/timezone.ts'
import { type Unit, unitOf } from '../expressions/date/unit.ts'
import { parseFieldPath, parseSortPattern, readPlainPath } from '../expressions/index.ts'
import { estimateSize, type Memory, MemoryBudget } from '../spill/index.ts'
import {
  add,
  compareValues,
  fromPlain,
  isNullish,
  isNumber,
  type NumberValue,
  toDouble,
  typeName,
} from '../values/index.ts'
import type { Doc, Missing, Value } from '../values/types.ts'
import { slices } from './batches.ts'
import { byFields } from './fill.ts'
import { withPath } from './set-path.ts'
import type { StageDefinition } from './stage.ts'
import { partitions } from './window/partition.ts'

const LARGEST_RESULT = 500_000

interface DensifyOptions {
  names: string[]
  partitionNames: string[][]
  bounds: 'full' | 'partition' | readonly [Value, Value]
  next(value: Value): Value
}

export const densify: StageDefinition = {
  name: '$densify',
  compile(spec, context) {
    const fields = parseFields(spec)
    const field = fields.get('field')
    if (typeof field !== 'string')
      throw new MongoServerFailure(40414, "BSON field '$densify.field' is missing but a required field")
    const paths = fields.get('partitionByFields') ?? []
    const partitionBy = byFields(paths, context)
    const partitionNames = Array.isArray(paths) ? paths.map((path) => parseFieldPath(String(path))) : []
    const options = { names: parseFieldPath(field), partitionNames, ...parseRange(fields.get('range') ?? null) }
    const sortBy = parseSortPattern(fromPlain({ [field]: 1 }))
    context.reads(null)
    return {
      async *run(input) {
        const sorted = partitions('$densify', input, partitionBy, sortBy, context)
        if (options.bounds === 'full') {
          const all = await hold(sorted, context.memory)
          const bounds = boundsOver(all, options)
          for (const docs of all) yield* slices(densified(docs, bounds, options))
        } else {
          const bounds = boundsOver([], options)
          for await (const docs of sorted) yield* slices(densified(docs, bounds, options))
        }
      },
    }
  },
}

/** The least and the greatest value are known when all documents have been seen. */
async function hold(partitions: AsyncIterable<Doc[]>, memory: Memory): Promise<Doc[][]> {
  const budget = new MemoryBudget('$densify', memory)
  const all: Doc[][] = []
  for await (const docs of partitions) {
    for (const doc of docs) budget.add(estimateSize(doc))
    budget.checkUnspillable()
    all.push(docs)
  }
  return all
}

type Bounds = { from: Value; to: Value; includesEnd: boolean } | undefined

/** The bounds all partitions share: given ones, or from the least to the greatest value of all. */
function boundsOver(partitions: readonly Doc[][], { bounds, names }: DensifyOptions): Bounds {
  if (bounds === 'partition') return undefined
  if (bounds !== 'full') return { from: bounds[0], to: bounds[1], includesEnd: false }
  return extent(partitions.flat(), names)
}

function extent(docs: readonly Doc[], names: readonly string[]): Bounds {
  const values = docs.flatMap((doc) => readPlainPath(doc, names) ?? []).filter((value) => !isNullish(value))
  const [first, ...others] = values.sort((a, b) => compareValues(a, b))
  return first === undefined ? undefined : { from: first, to: others.at(-1) ?? first, includesEnd: true }
}

function densified(docs: readonly Doc[], shared: Bounds, options: DensifyOptions): Doc[] {
  const { names, next } = options
  const bounds = shared ?? extent(docs, names)
  if (!bounds) return [...docs]
  const template = sharedFields(docs[0], options.partitionNames)
  const result: Doc[] = []
  let expected: Value = bounds.from
  const generateUntil = (stop: Value | Missing) => {
    for (;;) {
      const beyond = compareValues(expected, bounds.to)
      if (stop !== undefined && compareValues(expected, stop) >= 0) return
      if (bounds.includesEnd ? beyond > 0 : beyond >= 0) return
      if (result.push(withPath(template, names, expected)) > LARGEST_RESULT) {
        throw new MongoServerFailure(
          5897900,
          `Generated ${LARGEST_RESULT} documents in $densify, which is over the limit`,
        )
      }
      expected = next(expected)
    }
  }
  for (const doc of docs) {
    const value = readPlainPath(doc, names)
    if (value !== undefined && !isNullish(value)) {
      checkType(value, bounds.from)
      generateUntil(value)
      while (compareValues(expected, value) <= 0 && compareValues(expected, bounds.to) <= 0) expected = next(expected)
    }
    result.push(doc)
  }
  generateUntil(undefined)
  return result
}

function checkType(value: Value, like: Value): void {
  if (value instanceof Date ? like instanceof Date : isNumber(value) && isNumber(like)) return
  const message = `Densify field type must be numeric or a date and of the type of the bounds, not ${typeName(value)}`
  throw new MongoServerFailure(5733201, message)
}

function sharedFields(doc: Doc | undefined, paths: readonly string[][]): Doc {
  let template: Doc = new Map()
  for (const names of paths) {
    const value = doc && readPlainPath(doc, names)
    if (value !== undefined) template = withPath(template, names, value)
  }
  return template
}

function parseFields(spec: Value): Doc {
  if (!(spec instanceof Map))
    throw new MongoServerFailure(5733402, 'The $densify stage specification must be an object')
  for (const field of spec.keys()) {
    if (['field', 'partitionByFields', 'range'].includes(field)) continue
    throw new MongoServerFailure(40415, `BSON field '$densify.${field}' is an unknown field.`)
  }
  return spec
}

function parseRange(range: Value): Pick<DensifyOptions, 'bounds' | 'next'> {
  if (!(range instanceof Map))
    throw new MongoServerFailure(40414, "BSON field '$densify.range' is missing but a required field")
  const step = range.get('step')
  if (!isNumber(step) || toDouble(step) <= 0) {
    throw new MongoServerFailure(
      5733401,
      'the step parameter in a range statement must be a strictly positive numeric value',
    )
  }
  const unit = range.get('unit')
  return {
    bounds: parseBounds(range.get('bounds')),
    next: stepping(step, unit === undefined ? undefined : unitOf('$densify', unit)),
  }
}

function parseBounds(value: Value | Missing): DensifyOptions['bounds'] {
  if (value === 'full' || value === 'partition') return value
  const [from, to] = Array.isArray(value) ? value : []
  if (from !== undefined && to !== undefined && compareValues(from, to) <= 0) return [from, to]
  throw new MongoServerFailure(
    5733408,
    "the bounds in a range statement must be 'full', 'partition', or two values in ascending order",
  )
}

function stepping(step: NumberValue, unit: Unit | undefined): (value: Value) => Value {
  return (value) => {
    if (unit && value instanceof Date) return new Date(addUnits(value.getTime(), unit, toDouble(step), UTC))
    if (!unit && isNumber(value)) return add(value, step)
    throw new MongoServerFailure(5733201, 'Densify needs a unit for dates, and numbers where none is given')
  }
}

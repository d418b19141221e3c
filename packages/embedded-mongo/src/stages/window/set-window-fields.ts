import { MongoServerFailure } from '../../errors.ts'
import { parseFieldPath, parseSortPattern, printValue, type SortPart } from '../../expressions/index.ts'
import type { Doc, Value } from '../../values/types.ts'
import type { AccumulatorDefinition } from '../accumulators/definition.ts'
import { accumulators } from '../accumulators/registry.ts'
import { slices } from '../batches.ts'
import { withPath } from '../set-path.ts'
import type { StageContext, StageDefinition } from '../stage.ts'
import { parseWindow, WHOLE } from './bounds.ts'
import { covarianceFunctions } from './covariance.ts'
import { fillingFunctions } from './filling.ts'
import { partitions } from './partition.ts'
import { rankingFunctions } from './ranking.ts'
import { rateFunctions } from './rates.ts'
import type { WindowContext, WindowEvaluation, WindowFunction } from './window-function.ts'

/** Those of `$group`, and those of windows only. */
const windowed: ReadonlyMap<string, AccumulatorDefinition> = new Map([
  ...accumulators,
  ...covarianceFunctions.map((each) => [each.name, each] as const),
])

const functions: ReadonlyMap<string, WindowFunction> = new Map(
  [...rankingFunctions, ...fillingFunctions, ...rateFunctions].map((each) => [each.name, each]),
)

export const setWindowFields: StageDefinition = {
  name: '$setWindowFields',
  compile(spec, context) {
    const fields = parseFields(spec)
    const sort = fields.get('sortBy')
    const sortBy = sort === undefined ? [] : parseSortPattern(sort)
    for (const part of sortBy) context.reads(part.path)
    const by = fields.get('partitionBy')
    const partitionBy = by === undefined ? undefined : context.expression(by)
    const outputs = parseOutputs(fields.get('output') ?? null, sortBy, context)
    return {
      async *run(input) {
        for await (const docs of partitions('$setWindowFields', input, partitionBy, sortBy, context)) {
          yield* slices(withOutputs(docs, outputs))
        }
      },
    }
  },
}

export interface WindowOutput {
  names: readonly string[]
  evaluate: WindowEvaluation
}

export function withOutputs(docs: readonly Doc[], outputs: readonly WindowOutput[]): Doc[] {
  const columns = outputs.map(({ names, evaluate }) => ({ names, values: evaluate(docs) }))
  return docs.map((doc, row) =>
    columns.reduce((result, { names, values }) => withPath(result, names, values[row] ?? null), doc),
  )
}

function parseFields(spec: Value): Doc {
  if (!(spec instanceof Map)) {
    throw new MongoServerFailure(
      'FailedToParse',
      `the $setWindowFields stage specification must be an object, found ${printValue(spec)}`,
    )
  }
  for (const field of spec.keys()) {
    if (['partitionBy', 'sortBy', 'output'].includes(field)) continue
    throw new MongoServerFailure(40415, `BSON field '$setWindowFields.${field}' is an unknown field.`)
  }
  if (spec.has('output')) return spec
  throw new MongoServerFailure(40414, "BSON field '$setWindowFields.output' is missing but a required field")
}

function parseOutputs(spec: Value, sortBy: readonly SortPart[], context: StageContext): WindowOutput[] {
  if (!(spec instanceof Map))
    throw new MongoServerFailure('TypeMismatch', "'output' of $setWindowFields must be an object")
  return [...spec].map(([path, output]) => ({
    names: parseFieldPath(path),
    evaluate: compileOutput(path, output, sortBy, context),
  }))
}

function compileOutput(path: string, spec: Value, sortBy: readonly SortPart[], stage: StageContext): WindowEvaluation {
  if (!(spec instanceof Map)) {
    throw new MongoServerFailure('FailedToParse', `The field '${path}' must be an object`)
  }
  const names = [...spec.keys()].filter((name) => name !== 'window')
  const [name] = names
  if (name === undefined || names.length > 1) {
    throw new MongoServerFailure('FailedToParse', 'Expected a $-prefixed window function, and optionally a window')
  }
  return compileWindowFunction(name, spec.get(name) ?? null, {
    stage,
    sortBy,
    window: parseWindow(spec.get('window'), sortBy),
  })
}

export function compileWindowFunction(name: string, argument: Value, context: WindowContext): WindowEvaluation {
  const known = functions.get(name)
  if (known) return known.compile(argument, context)
  const definition = windowed.get(name)
  if (!definition) throw new MongoServerFailure('FailedToParse', `Unrecognized window function, ${name}`)
  const accumulator = definition.compile(argument, context.stage)
  const window = context.window ?? WHOLE
  return (docs) => {
    const inputs = docs.map((doc) => accumulator.input(doc))
    const range = window(docs)
    let current = accumulator.create(new Map())
    let [first, next] = [0, 0]
    return docs.map((_doc, position) => {
      const [start, end] = range(position)
      // A window that only grows keeps its accumulator; any other starts anew.
      if (start !== first || end < next) {
        current = accumulator.create(new Map())
        first = start
        next = start
      }
      while (next < end) current.add(inputs[next++])
      return current.result()
    })
  }
}

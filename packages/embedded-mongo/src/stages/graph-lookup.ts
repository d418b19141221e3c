import { MongoServerFailure } from '../errors.ts'
import { type Expression, parseFieldPath, readPath, valueKey } from '../expressions/index.ts'
import { estimateSize, MemoryBudget } from '../spill/index.ts'
import { isNumber, toDouble, typeName } from '../values/index.ts'
import type { Doc, Missing, Value } from '../values/types.ts'
import { collect } from './batches.ts'
import { equalsOneOf } from './join-values.ts'
import { openPipeline } from './open-pipeline.ts'
import { withPath } from './set-path.ts'
import type { StageContext, StageDefinition } from './stage.ts'

interface GraphOptions {
  from: string
  as: readonly string[]
  startWith: Expression
  connectFrom: readonly string[]
  connectTo: string
  maxDepth: number
  depthField: readonly string[] | undefined
  restriction: Doc | undefined
}

export const graphLookup: StageDefinition = {
  name: '$graphLookup',
  compile(spec, context) {
    const options = parseOptions(spec, context)
    return {
      async *run(input) {
        for await (const batch of input) {
          const output: Doc[] = []
          for (const doc of batch) output.push(withPath(doc, options.as, await search(doc, options, context)))
          yield output
        }
      },
    }
  },
}

/** Breadth first: each round asks for all documents the last round's lead to; a document counts where it is first met. */
async function search(doc: Doc, options: GraphOptions, context: StageContext): Promise<Doc[]> {
  const budget = new MemoryBudget('$graphLookup', context.memory)
  const found = new Map<string, Doc>()
  const asked = new Set<string>()
  let frontier = spread(options.startWith(doc, context.scope))
  for (let depth = 0; depth <= options.maxDepth; depth++) {
    const values = frontier.filter((value) => isNew(asked, valueKey(value, context.collation)))
    if (values.length === 0) break
    frontier = []
    for (const next of await step(values, options, context)) {
      const key = valueKey(next.get('_id'))
      if (found.has(key)) continue
      budget.add(estimateSize(next))
      budget.checkUnspillable()
      found.set(key, options.depthField ? withPath(next, options.depthField, BigInt(depth)) : next)
      frontier.push(...spread(readPath(next, options.connectFrom, 0)))
    }
  }
  return [...found.values()]
}

function isNew(seen: Set<string>, key: string): boolean {
  const { size } = seen
  return seen.add(key).size > size
}

function step(values: readonly Value[], options: GraphOptions, context: StageContext): Promise<Doc[]> {
  const stages: Doc[] = [new Map([['$match', equalsOneOf(options.connectTo, values)]])]
  if (options.restriction) stages.push(new Map([['$match', options.restriction]]))
  return collect(openPipeline(context, options.from, stages, context.variables))
}

function spread(value: Value | Missing): Value[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

const KNOWN = [
  'from',
  'startWith',
  'connectFromField',
  'connectToField',
  'as',
  'maxDepth',
  'depthField',
  'restrictSearchWithMatch',
]

function parseOptions(spec: Value, context: StageContext): GraphOptions {
  if (!(spec instanceof Map)) {
    throw new MongoServerFailure(
      'FailedToParse',
      `the $graphLookup stage specification must be an object, but found ${typeName(spec)}`,
    )
  }
  for (const option of spec.keys()) {
    if (!KNOWN.includes(option)) throw new MongoServerFailure(40104, `Unknown argument to $graphLookup: ${option}`)
  }
  const startWith = spec.get('startWith')
  const [from, as] = [text(spec, 'from'), text(spec, 'as')]
  const [connectFrom, connectTo] = [text(spec, 'connectFromField'), text(spec, 'connectToField')]
  if (!from || !as || !connectFrom || !connectTo || startWith === undefined) {
    const message =
      "$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified."
    throw new MongoServerFailure(40105, message)
  }
  const depthField = text(spec, 'depthField')
  parseFieldPath(connectTo)
  return {
    from,
    as: parseFieldPath(as),
    startWith: context.expression(startWith),
    connectFrom: parseFieldPath(connectFrom),
    connectTo,
    maxDepth: parseDepth(spec.get('maxDepth')),
    depthField: depthField === undefined ? undefined : parseFieldPath(depthField),
    restriction: parseRestriction(spec.get('restrictSearchWithMatch'), context),
  }
}

function parseDepth(value: Value | Missing): number {
  if (value === undefined) return Number.POSITIVE_INFINITY
  const depth = isNumber(value) ? toDouble(value) : Number.NaN
  if (Number.isNaN(depth)) {
    const message = `maxDepth requires a numeric argument, found value of type ${typeName(value)}`
    throw new MongoServerFailure(40100, message)
  }
  if (depth < 0) throw new MongoServerFailure(40101, `maxDepth requires a nonnegative argument, found: ${depth}`)
  if (Number.isInteger(depth)) return depth
  throw new MongoServerFailure(40102, `maxDepth could not be represented as a long long: ${depth}`)
}

function parseRestriction(value: Value | Missing, context: StageContext): Doc | undefined {
  if (value === undefined) return undefined
  if (!(value instanceof Map)) {
    throw new MongoServerFailure(40185, 'restrictSearchWithMatch must be an object')
  }
  context.pipeline([new Map([['$match', value]])])
  return value
}

function text(spec: Doc, option: string): string | undefined {
  const value = spec.get(option)
  if (value === undefined || typeof value === 'string') return value
  const message = `expected string as argument for ${option}, found: ${typeName(value)}`
  throw new MongoServerFailure(40103, message)
}

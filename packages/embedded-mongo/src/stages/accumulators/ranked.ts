import { MongoServerFailure } from '../../errors.ts'
import type { Accumulator } from '../../expressions/accumulators/accumulator.ts'
import { createExtremes } from '../../expressions/accumulators/extremes.ts'
import { compareSortKeys, parseSortPattern, printValue, type SortKey, sortKeyOf } from '../../expressions/index.ts'
import { isNumber, toDouble } from '../../values/index.ts'
import type { Doc, Missing, Value } from '../../values/types.ts'
import type { AccumulatorContext, AccumulatorDefinition, CompiledAccumulator } from './definition.ts'

/** Reads the parameters of an accumulator such as `$topN`, refusing unknown and absent ones. */
function parameters(name: string, argument: Value, required: readonly string[]): Map<string, Value> {
  if (!(argument instanceof Map)) {
    throw new MongoServerFailure(5787900, `specification must be an object; found ${name}: ${printValue(argument)}`)
  }
  for (const field of argument.keys()) {
    if (!required.includes(field)) throw new MongoServerFailure(5787901, `Unknown argument for 'n' operator: ${field}`)
  }
  required.forEach((field) => {
    if (!argument.has(field)) throw new MongoServerFailure(5787906, `Missing value for '${field}'`)
  })
  return argument
}

/** `n` is evaluated once per group, against its `_id`. */
function countOf(argument: Map<string, Value>, context: AccumulatorContext): (group: Doc) => number {
  const expression = context.expression(argument.get('n') ?? null)
  return (group) => checkCount(expression(group, context.scope))
}

function checkCount(value: Value | Missing): number {
  const n = isNumber(value) ? toDouble(value) : Number.NaN
  if (!Number.isInteger(n)) {
    throw new MongoServerFailure(5787902, `Value for 'n' must be of integral type, but found ${printValue(value)}`)
  }
  if (n < 1) throw new MongoServerFailure(5787908, `'n' must be greater than 0, found ${n}`)
  return n
}

type CreateN = (n: number, context: AccumulatorContext) => Accumulator

function ofInput(name: string, create: CreateN): AccumulatorDefinition {
  return {
    name,
    compile(argument, context) {
      const fields = parameters(name, argument, ['n', 'input'])
      const input = context.expression(fields.get('input') ?? null)
      const n = countOf(fields, context)
      return {
        input: (doc) => input(doc, context.scope),
        create: (group) => create(n(group), context),
        holdsInputs: true,
      }
    },
  }
}

function createFirstN(n: number): Accumulator {
  const items: Value[] = []
  return {
    add(value) {
      if (items.length < n) items.push(value ?? null)
    },
    result: () => items,
  }
}

function createLastN(n: number): Accumulator {
  let items: Value[] = []
  return {
    add(value) {
      items.push(value ?? null)
      if (items.length >= 2 * n + 64) items = items.slice(-n)
    },
    result: () => items.slice(-n),
  }
}

/** `$top`, `$bottom` and their N forms: outputs by the order of a sort pattern. */
function bySort(name: string, isTop: boolean, takesN: boolean): AccumulatorDefinition {
  return {
    name,
    compile(argument, context) {
      const fields = parameters(name, argument, takesN ? ['n', 'sortBy', 'output'] : ['sortBy', 'output'])
      return compileBySort(fields, context, isTop, takesN)
    },
  }
}

function compileBySort(
  fields: Map<string, Value>,
  context: AccumulatorContext,
  isTop: boolean,
  takesN: boolean,
): CompiledAccumulator {
  const { collation, scope } = context
  const parts = parseSortPattern(fields.get('sortBy') ?? null)
  // Told as reads of the document by compiling them as expressions.
  for (const part of parts) context.expression(`$${part.path}`)
  const output = context.expression(fields.get('output') ?? null)
  const n = takesN ? countOf(fields, context) : () => 1
  const sign = isTop ? 1 : -1
  const compare = (a: Ranked, b: Ranked) =>
    compareSortKeys(a.key, b.key, parts, collation) * sign || (a.order - b.order) * sign
  return {
    input: (doc) => [[...sortKeyOf(doc, parts, collation)], [output(doc, scope) ?? null]],
    create(group) {
      const wanted = n(group)
      return {
        ...createRanking(wanted, compare, (best) => {
          const values = isTop ? best : best.reverse()
          return takesN ? values : values[0]
        }),
      }
    },
    holdsInputs: true,
  }
}

interface Ranked {
  key: SortKey
  output: Value
  order: number
}

function createRanking(
  n: number,
  compare: (a: Ranked, b: Ranked) => number,
  finish: (best: Value[]) => Value | Missing,
): Accumulator {
  let entries: Ranked[] = []
  let order = 0
  const trim = () => {
    entries = entries.sort(compare).slice(0, n)
  }
  return {
    add(value) {
      if (!Array.isArray(value)) return
      const [key, output] = value
      if (!Array.isArray(key) || !Array.isArray(output)) return
      entries.push({ key, output: output[0] ?? null, order: order++ })
      if (entries.length >= Math.max(2 * n, 64)) trim()
    },
    result() {
      trim()
      return finish(entries.map((entry) => entry.output))
    },
  }
}

export const rankedAccumulators: readonly AccumulatorDefinition[] = [
  ofInput('$firstN', createFirstN),
  ofInput('$lastN', createLastN),
  ofInput('$minN', (n, { collation }) => createExtremes(1, n, collation)),
  ofInput('$maxN', (n, { collation }) => createExtremes(-1, n, collation)),
  bySort('$top', true, false),
  bySort('$topN', true, true),
  bySort('$bottom', false, false),
  bySort('$bottomN', false, true),
]

import { MongoServerFailure } from '../errors.ts'
import { compareValues, isNumber, toDouble, typeName } from '../values/index.ts'
import type { Collation, Doc, Missing, Value } from '../values/types.ts'
import { slices } from './batches.ts'
import { checkGroupBy, outputFields } from './bucket.ts'
import { accumulate, finishGroup, type OutputField, startGroup } from './group.ts'
import { createMemoryBudget, estimateSize, type MemoryBudget } from './memory-budget.ts'
import type { StageDefinition } from './stage.ts'

interface Entry {
  value: Value
  doc: Doc
}

export const bucketAuto: StageDefinition = {
  name: '$bucketAuto',
  compile(spec, context) {
    const fields = parseFields(spec)
    const buckets = parseCount(fields.get('buckets'))
    const groupBy = context.expression(fields.get('groupBy') ?? null)
    const output = outputFields('$bucketAuto', fields.get('output'), context)
    const { collation, scope } = context
    return {
      keepsOtherFields: false,
      async *run(input) {
        const budget = createMemoryBudget('$bucketAuto')
        const entries: Entry[] = []
        for await (const batch of input) {
          for (const doc of batch) {
            budget.hold(estimateSize(doc))
            entries.push({ value: groupBy(doc, scope) ?? null, doc })
          }
        }
        entries.sort((a, b) => compareValues(a.value, b.value, collation))
        yield* slices(
          distribute(entries, buckets, collation).map((part, index, all) =>
            finish(part, all[index + 1], output, budget),
          ),
        )
      },
    }
  },
}

/** Cuts sorted entries into parts of nearly the same size; equal values stay together, the last part takes the rest. */
function distribute(entries: readonly Entry[], buckets: number, collation: Collation | null): Entry[][] {
  const size = Math.max(1, Math.round(entries.length / buckets))
  const parts: Entry[][] = []
  let start = 0
  while (start < entries.length) {
    let end = parts.length === buckets - 1 ? entries.length : Math.min(entries.length, start + size)
    while (end < entries.length && compareValues(entries[end]?.value, entries[end - 1]?.value, collation) === 0) end++
    parts.push(entries.slice(start, end))
    start = end
  }
  return parts
}

/** A bucket reaches to where the next begins, the last one to its greatest value. */
function finish(
  part: readonly Entry[],
  next: readonly Entry[] | undefined,
  output: readonly OutputField[],
  budget: MemoryBudget,
): Doc {
  const id: Doc = new Map([
    ['min', part[0]?.value ?? null],
    ['max', next?.[0]?.value ?? part.at(-1)?.value ?? null],
  ])
  const found = startGroup(id, output)
  for (const { doc } of part) accumulate(found, doc, output, budget)
  return finishGroup(found, output)
}

function parseFields(spec: Value): Doc {
  if (!(spec instanceof Map)) {
    const message = `The argument to $bucketAuto must be an object, but found type: ${typeName(spec)}.`
    throw new MongoServerFailure(40240, message)
  }
  for (const option of spec.keys()) {
    if (['groupBy', 'buckets', 'output'].includes(option)) continue
    if (option === 'granularity') {
      throw new MongoServerFailure('NotImplemented', "the 'granularity' option of $bucketAuto is not implemented")
    }
    throw new MongoServerFailure(40245, `Unrecognized option to $bucketAuto: ${option}.`)
  }
  const groupBy = spec.get('groupBy')
  if (groupBy === undefined || !spec.has('buckets')) {
    throw new MongoServerFailure(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.")
  }
  checkGroupBy('$bucketAuto', 40239, groupBy)
  return spec
}

function parseCount(value: Value | Missing): number {
  if (!isNumber(value)) {
    const message = `The $bucketAuto 'buckets' field must be a numeric value, but found type: ${typeName(value)}.`
    throw new MongoServerFailure(40241, message)
  }
  const count = toDouble(value)
  if (!Number.isInteger(count)) {
    throw new MongoServerFailure(
      40242,
      `The $bucketAuto 'buckets' field must be representable as a 32-bit integer, but found ${count}`,
    )
  }
  if (count > 0) return count
  throw new MongoServerFailure(40243, `The $bucketAuto 'buckets' field must be greater than 0, but found: ${count}`)
}

import { MongoServerFailure } from '../errors.ts'
import { MemoryBudget, SpillingSorter } from '../spill/index.ts'
import { compareValues, isNumber, toDouble, typeName } from '../values/index.ts'
import type { Doc, Missing, Value } from '../values/types.ts'
import { toBatches } from './batches.ts'
import { checkGroupBy, outputFields } from './bucket.ts'
import { accumulate, finishGroup, type Group, startGroup } from './group-state.ts'
import { type KeyedDocument, keyedDocuments } from './keyed-documents.ts'
import type { StageDefinition } from './stage.ts'

export const bucketAuto: StageDefinition = {
  name: '$bucketAuto',
  compile(spec, context) {
    const fields = parseFields(spec)
    const buckets = parseCount(fields.get('buckets'))
    const groupBy = context.expression(fields.get('groupBy') ?? null)
    const output = outputFields('$bucketAuto', fields.get('output'), context)
    const { collation, scope, memory } = context
    return {
      keepsOtherFields: false,
      async *run(input) {
        const order = keyedDocuments((a, b) => compareValues(a[0], b[0], collation))
        const sorter = new SpillingSorter(order, { stage: '$bucketAuto', memory })
        let count = 0
        try {
          for await (const batch of input) {
            for (const doc of batch) sorter.add({ key: [groupBy(doc, scope) ?? null], doc })
            count += batch.length
            if (sorter.isFull) await sorter.makeRoom()
          }
          yield* toBatches(distribute(sorter.finish(), Math.max(1, Math.round(count / buckets)), buckets))
        } finally {
          await sorter.close()
        }
      },
    }

    /** Cuts sorted documents into parts of nearly the same size; equal values stay together, the last part takes the rest. */
    async function* distribute(sorted: AsyncIterable<KeyedDocument[]>, size: number, most: number) {
      const budget = new MemoryBudget('$bucketAuto', memory)
      let current: Bucket | undefined
      let made = 0
      for await (const batch of sorted) {
        for (const { key, doc } of batch) {
          const value = key[0] ?? null
          const isCut = current && made < most && current.size >= size
          if (current && isCut && compareValues(value, current.last, collation) !== 0) {
            yield finish(current, value)
            current = undefined
            budget.release()
          }
          if (!current) {
            // Its bounds are told at the end; accumulators take parameters such as n from constants only.
            current = { first: value, last: value, size: 0, group: startGroup(null, output) }
            made += 1
          }
          current.last = value
          current.size += 1
          accumulate(current.group, doc, output, budget)
          budget.checkUnspillable()
        }
      }
      if (current) yield finish(current, current.last)
    }

    /** A bucket reaches to where the next begins, the last one to its greatest value. */
    function finish({ first, group }: Bucket, max: Value): Doc {
      const id: Doc = new Map([
        ['min', first],
        ['max', max],
      ])
      return finishGroup({ ...group, id }, output)
    }
  },
}

interface Bucket {
  readonly first: Value
  last: Value
  size: number
  readonly group: Group
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

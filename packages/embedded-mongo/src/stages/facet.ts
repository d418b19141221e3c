import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { estimateSize, type Memory, MemoryBudget } from '../spill/index.ts'
import { typeName } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { collect, slices } from './batches.ts'
import { forbidStages } from './pipeline-argument.ts'
import type { Batches, StageContext, StageDefinition } from './stage.ts'

const FORBIDDEN = [
  '$facet',
  '$out',
  '$merge',
  '$geoNear',
  '$indexStats',
  '$collStats',
  '$planCacheStats',
  '$changeStream',
]

export const facet: StageDefinition = {
  name: '$facet',
  compile(spec, context) {
    if (!(spec instanceof Map) || spec.size === 0) {
      const message = `the $facet specification must be a non-empty object, but found: ${printValue(spec)}`
      throw new MongoServerFailure(40169, message)
    }
    const facets = [...spec].map(([name, stages]) => ({ name, pipeline: compileFacet(name, stages, context) }))
    context.reads(null)
    return {
      keepsOtherFields: false,
      async *run(input) {
        const docs = await hold(input, context.memory)
        const result: Doc = new Map()
        for (const { name, pipeline } of facets) result.set(name, await collect(pipeline.run(batched(docs))))
        yield [result]
      },
    }
  },
}

async function hold(input: Batches, memory: Memory): Promise<Doc[]> {
  const budget = new MemoryBudget('$facet', memory)
  const docs: Doc[] = []
  for await (const batch of input) {
    for (const doc of batch) {
      budget.add(estimateSize(doc))
      budget.checkUnspillable()
      docs.push(doc)
    }
  }
  return docs
}

async function* batched(docs: readonly Doc[]): Batches {
  yield* slices(docs)
}

function compileFacet(name: string, stages: Value, context: StageContext): { run(input: Batches): Batches } {
  if (name.startsWith('$') || name.includes('.')) {
    const problem = name.startsWith('$') ? "start with '$'" : "contain '.'"
    throw new MongoServerFailure(name.startsWith('$') ? 16410 : 16412, `FieldPath field names may not ${problem}.`)
  }
  if (!Array.isArray(stages)) {
    throw new MongoServerFailure(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(stages)}`)
  }
  const pipeline = stages.map((stage) => {
    if (stage instanceof Map) return stage
    const message = `elements of arrays in $facet spec must be non-empty objects, ${name} argument contained an element of type ${typeName(stage)}`
    throw new MongoServerFailure(40171, message)
  })
  forbidStages(pipeline, 40600, (stage) => `${stage} is not allowed to be used within a $facet stage`, FORBIDDEN)
  return context.pipeline(pipeline)
}

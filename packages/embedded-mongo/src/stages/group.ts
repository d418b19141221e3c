import { MongoServerFailure } from '../errors.ts'
import type { Accumulator } from '../expressions/accumulators/accumulator.ts'
import { valueKey } from '../expressions/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { compileAccumulatorField } from './accumulators/compile-field.ts'
import type { CompiledAccumulator } from './accumulators/definition.ts'
import { slices } from './batches.ts'
import { createMemoryBudget, estimateSize, type MemoryBudget } from './memory-budget.ts'
import type { Stage, StageContext, StageDefinition } from './stage.ts'

export interface OutputField {
  name: string
  accumulator: CompiledAccumulator
}

export const group: StageDefinition = {
  name: '$group',
  compile(spec, context) {
    if (!(spec instanceof Map)) {
      throw new MongoServerFailure(15947, "a group's fields must be specified in an object")
    }
    const id = spec.get('_id')
    if (id === undefined) throw new MongoServerFailure(15955, 'a group specification must include an _id')
    const fields: OutputField[] = []
    for (const [name, value] of spec) {
      if (name !== '_id') fields.push({ name, accumulator: compileAccumulatorField(name, value, context) })
    }
    const key = context.expression(id)
    return grouping((doc) => key(doc, context.scope) ?? null, fields, context)
  },
}

interface Group {
  id: Value
  accumulators: Accumulator[]
}

/** Groups by a key, holding one accumulator per group and output field, not the documents. */
export function grouping(keyOf: (doc: Doc) => Value, fields: readonly OutputField[], context: StageContext): Stage {
  const { collation } = context
  return {
    keepsOtherFields: false,
    async *run(input) {
      const budget = createMemoryBudget('$group')
      const groups = new Map<string, Group>()
      for await (const batch of input) {
        for (const doc of batch) {
          const id = keyOf(doc)
          const key = valueKey(id, collation)
          let found = groups.get(key)
          if (!found) {
            found = startGroup(id, fields)
            groups.set(key, found)
            budget.hold(key.length + 64 * (fields.length + 1))
          }
          accumulate(found, doc, fields, budget)
        }
      }
      yield* slices([...groups.values()].map((found) => finishGroup(found, fields)))
    },
  }
}

export function startGroup(id: Value, fields: readonly OutputField[]): Group {
  const scope: Doc = id instanceof Map ? id : new Map()
  return { id, accumulators: fields.map(({ accumulator }) => accumulator.create(scope)) }
}

export function accumulate(found: Group, doc: Doc, fields: readonly OutputField[], budget: MemoryBudget): void {
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]
    if (!field) continue
    const value = field.accumulator.input(doc)
    if (field.accumulator.holdsInputs && value !== undefined) budget.hold(estimateSize(value))
    found.accumulators[index]?.add(value)
  }
}

export function finishGroup(found: Group, fields: readonly OutputField[]): Doc {
  const doc: Doc = new Map([['_id', found.id]])
  fields.forEach(({ name }, index) => {
    doc.set(name, found.accumulators[index]?.result() ?? null)
  })
  return doc
}

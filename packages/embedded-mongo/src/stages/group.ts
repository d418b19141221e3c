import { MongoServerFailure } from '../errors.ts'
import type { Doc, Value } from '../values/types.ts'
import { compileAccumulatorField } from './accumulators/compile-field.ts'
import { groupBatches } from './group-batches.ts'
import type { OutputField } from './group-state.ts'
import type { Stage, StageContext, StageDefinition } from './stage.ts'

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

/** Groups by a key, holding one accumulator per group and output field, not the documents. */
export function grouping(keyOf: (doc: Doc) => Value, fields: readonly OutputField[], context: StageContext): Stage {
  return {
    keepsOtherFields: false,
    run: (input) => groupBatches(input, { keyOf, fields, collation: context.collation, memory: context.memory }),
  }
}

import { MongoServerFailure } from '../../errors.ts'
import type { Value } from '../../values/types.ts'
import type { AccumulatorContext, CompiledAccumulator } from './definition.ts'
import { accumulators } from './registry.ts'

/** Compiles one output field of `$group` or `$bucket`: `{ total: { $sum: '$price' } }`. */
export function compileAccumulatorField(field: string, spec: Value, context: AccumulatorContext): CompiledAccumulator {
  if (field.includes('.')) throw new MongoServerFailure(40235, `The field name '${field}' cannot contain '.'`)
  if (field.startsWith('$')) {
    throw new MongoServerFailure(40236, `The field name '${field}' cannot be an operator name`)
  }
  const entry = spec instanceof Map ? spec.entries().next().value : undefined
  if (!(spec instanceof Map) || !entry?.[0].startsWith('$')) {
    throw new MongoServerFailure(40234, `The field '${field}' must be an accumulator object`)
  }
  if (spec.size !== 1) throw new MongoServerFailure(40238, `The field '${field}' must specify one accumulator`)
  const [name, argument] = entry
  const definition = accumulators.get(name)
  if (!definition) throw new MongoServerFailure(15952, `unknown group operator '${name}'`)
  return definition.compile(argument, context)
}

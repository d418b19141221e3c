import { MongoServerFailure } from '../../errors.ts'
import type { Accumulator } from '../../expressions/accumulators/accumulator.ts'
import { printValue, valueKey } from '../../expressions/index.ts'
import { isNullish, typeName } from '../../values/index.ts'
import type { Collation, Doc, Missing, Value } from '../../values/types.ts'
import type { AccumulatorDefinition } from './definition.ts'
import { inputOf } from './simple.ts'

function createPush(): Accumulator {
  const items: Value[] = []
  return {
    add(value) {
      if (value !== undefined) items.push(value)
    },
    result: () => [...items],
  }
}

function createAddToSet(collation: Collation | null): Accumulator {
  const items = new Map<string, Value>()
  return {
    add(value) {
      if (value === undefined) return
      const key = valueKey(value, collation)
      if (!items.has(key)) items.set(key, value)
    },
    result: () => [...items.values()],
  }
}

function createFirst(): Accumulator {
  let seen = false
  let first: Value | Missing
  return {
    add(value) {
      if (!seen) first = value
      seen = true
    },
    result: () => first,
  }
}

function createLast(): Accumulator {
  let last: Value | Missing
  return {
    add(value) {
      last = value
    },
    result: () => last,
  }
}

function createMergeObjects(): Accumulator {
  const merged: Doc = new Map()
  return {
    add(value) {
      if (isNullish(value)) return
      if (!(value instanceof Map)) {
        const message = `$mergeObjects requires object inputs, but input ${printValue(value)} is of type `
        throw new MongoServerFailure(40400, message + typeName(value))
      }
      for (const [name, field] of value) merged.set(name, field)
    },
    result: () => new Map(merged),
  }
}

function collecting(
  name: string,
  holdsInputs: boolean,
  create: (collation: Collation | null) => Accumulator,
): AccumulatorDefinition {
  return {
    name,
    compile: (argument, context) => ({
      input: inputOf(name, argument, context),
      create: () => create(context.collation),
      holdsInputs,
    }),
  }
}

export const collectingAccumulators: readonly AccumulatorDefinition[] = [
  collecting('$push', true, createPush),
  collecting('$addToSet', true, createAddToSet),
  collecting('$first', false, createFirst),
  collecting('$last', false, createLast),
  collecting('$mergeObjects', false, createMergeObjects),
]

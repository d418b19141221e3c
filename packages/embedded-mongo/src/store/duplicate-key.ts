import { MongoServerFailure } from '../errors.ts'
import type { Doc, Value } from '../values/index.ts'
import { type Collection, type IndexDefinition, namespaceOf } from './catalog.ts'
import { showValue } from './show-value.ts'

/** E11000 with keyPattern and keyValue, worded as MongoDB does. */
export function duplicateKey(
  collection: Collection,
  index: IndexDefinition,
  values: readonly Value[],
): MongoServerFailure {
  const keyPattern = index.spec.get('key') ?? new Map()
  const keyValue: Doc = new Map(index.pattern.map(([path], i) => [path, values[i] ?? null] as const))
  const shown = [...keyValue].map(([path, value]) => `${path}: ${showValue(value)}`).join(', ')
  return new MongoServerFailure(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${namespaceOf(collection)} index: ${index.name} dup key: { ${shown} }`,
    {
      extra: new Map<string, Value>([
        ['keyPattern', keyPattern],
        ['keyValue', keyValue],
      ]),
    },
  )
}

import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { type Doc, identicalValues, valuesEqual } from '../values/index.ts'

/** A whole document in place of another: `_id` stays and stays first, and may be named only with its own value. */
export function replaceDocument(doc: Doc, replacement: Doc): Doc {
  const id = doc.get('_id')
  const newId = replacement.get('_id')
  if (id !== undefined && newId !== undefined && !valuesEqual(id, newId)) {
    throw new MongoServerFailure(
      'ImmutableField',
      `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${printValue(newId)}`,
    )
  }
  const result: Doc = new Map(id === undefined ? [] : [['_id', id]])
  for (const [name, value] of replacement) if (name !== '_id' || id === undefined) result.set(name, value)
  return identicalValues(doc, result) ? doc : result
}

export function checkReplacement(replacement: Doc): Doc {
  const dollar = [...replacement.keys()].find((name) => name.startsWith('$'))
  if (dollar === undefined) return replacement
  throw new MongoServerFailure(
    'DollarPrefixedFieldName',
    `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
  )
}

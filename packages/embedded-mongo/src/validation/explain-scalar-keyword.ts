import { type Doc, typeName, type Value } from '../values/index.ts'
import { isolateKeyword } from './isolate-keyword.ts'

const REASONS: Readonly<Record<string, string>> = {
  bsonType: 'type did not match',
  type: 'type did not match',
  enum: 'value was not found in enum',
  minimum: 'comparison failed',
  maximum: 'comparison failed',
  multipleOf: 'considered value is not a multiple of the specified value',
  minLength: 'specified string length was not satisfied',
  maxLength: 'specified string length was not satisfied',
  pattern: 'regular expression did not match',
}

/** A keyword that looks at one value: what was asked, what was found. */
export function explainScalarKeyword(schema: Doc, name: string, value: Value): Doc {
  const details: Doc = new Map<string, Value>([
    ['specifiedAs', isolateKeyword(schema, name)],
    ['reason', REASONS[name] ?? 'schema keyword did not hold'],
    ['consideredValue', value],
  ])
  if (name === 'bsonType' || name === 'type') details.set('consideredType', typeName(value))
  return details
}

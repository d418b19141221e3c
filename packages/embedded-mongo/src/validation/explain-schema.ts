import { compileJsonSchema } from '../match/index.ts'
import type { Doc, Value } from '../values/index.ts'
import { explainArrayKeyword } from './explain-array-keyword.ts'
import { explainObjectKeyword } from './explain-object-keyword.ts'
import { explainScalarKeyword } from './explain-scalar-keyword.ts'
import { isolateKeyword } from './isolate-keyword.ts'

/** Says of a value why it breaks a schema: one entry for each keyword that does not hold, none where all do. */
export type ExplainSchema = (schema: Doc, value: Value) => Doc[]

/** What `schemaRulesNotSatisfied` of error 121 lists (source: the manual's "Explain Schema Validation Results"). */
export const explainSchema: ExplainSchema = (schema, value) =>
  [...schema.keys()]
    .filter((name) => !compileJsonSchema(isolateKeyword(schema, name))(value))
    .map((name) => explainKeyword(schema, name, value))

function explainKeyword(schema: Doc, name: string, value: Value): Doc {
  const details =
    explainObjectKeyword(schema, name, value, explainSchema) ??
    explainArrayKeyword(schema, name, value, explainSchema) ??
    explainScalarKeyword(schema, name, value)
  return new Map<string, Value>([['operatorName', name], ...details])
}

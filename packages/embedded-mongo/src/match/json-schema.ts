import { MongoServerFailure } from '../errors.ts'
import type { Doc } from '../values/index.ts'
import type { Keyword, SchemaTest } from './json-schema-keyword.ts'
import { scalarKeywords } from './json-schema-scalar.ts'
import { structureKeywords } from './json-schema-structure.ts'

const keywords: ReadonlyMap<string, Keyword> = new Map(
  [scalarKeywords, structureKeywords].flatMap((group) => Object.entries(group)),
)

/** Keywords of JSON Schema draft 4 that MongoDB itself does not take. */
const OMITTED = new Set(['$ref', '$schema', 'default', 'definitions', 'format', 'id'])

/** Compiles a schema of JSON Schema draft 4 with MongoDB's `bsonType` (source: the manual's "$jsonSchema"). */
export function compileJsonSchema(schema: Doc): SchemaTest {
  const tests = [...schema].map(([name, argument]) => {
    const keyword = keywords.get(name)
    if (keyword !== undefined) return keyword(argument, compileJsonSchema, schema)
    throw new MongoServerFailure(
      'FailedToParse',
      OMITTED.has(name)
        ? `$jsonSchema keyword '${name}' is not currently supported`
        : `Unknown $jsonSchema keyword: ${name}`,
    )
  })
  return (value) => tests.every((test) => test(value))
}

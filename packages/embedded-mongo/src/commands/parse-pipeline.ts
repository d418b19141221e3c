import { MongoServerFailure } from '../errors.ts'
import { type Doc, typeName } from '../values/index.ts'

/** The stages of an aggregate command. */
export function parsePipeline(body: Doc): Doc[] {
  const pipeline = body.get('pipeline')
  if (!Array.isArray(pipeline))
    throw new MongoServerFailure(
      'TypeMismatch',
      `BSON field 'aggregate.pipeline' is the wrong type '${typeName(pipeline)}', expected type 'array'`,
    )
  return pipeline.map((stage) => {
    if (!(stage instanceof Map))
      throw new MongoServerFailure('TypeMismatch', "Each element of the 'pipeline' array must be an object")
    return stage
  })
}

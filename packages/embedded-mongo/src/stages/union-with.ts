import { MongoServerFailure } from '../errors.ts'
import { typeName } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { openPipeline } from './open-pipeline.ts'
import { forbidStages, pipelineArgument } from './pipeline-argument.ts'
import type { StageDefinition } from './stage.ts'

export const unionWith: StageDefinition = {
  name: '$unionWith',
  compile(spec, context) {
    const { collection, pipeline } = parseOptions(spec)
    context.pipeline(pipeline)
    context.reads(null)
    return {
      async *run(input) {
        yield* input
        yield* openPipeline(context, collection, pipeline, context.variables)
      },
    }
  },
}

function parseOptions(spec: Value): { collection: string; pipeline: Doc[] } {
  if (typeof spec === 'string') return { collection: spec, pipeline: [] }
  if (!(spec instanceof Map)) {
    const message = `the $unionWith stage specification must be an object or string, but found ${typeName(spec)}`
    throw new MongoServerFailure('FailedToParse', message)
  }
  for (const option of spec.keys()) {
    if (option === 'coll' || option === 'pipeline') continue
    throw new MongoServerFailure(40415, `BSON field '$unionWith.${option}' is an unknown field.`)
  }
  const collection = spec.get('coll')
  if (typeof collection !== 'string') {
    throw new MongoServerFailure(40414, "BSON field '$unionWith.coll' is missing but a required field")
  }
  const pipeline = spec.has('pipeline') ? pipelineArgument('$unionWith', spec.get('pipeline')) : []
  forbidStages(pipeline, 31441, (name) => `${name} is not allowed within a $unionWith's sub-pipeline`, [
    '$out',
    '$merge',
  ])
  return { collection, pipeline }
}

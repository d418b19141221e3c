import { MongoServerFailure } from '../errors.ts'
import { typeName } from '../values/index.ts'
import type { StageDefinition } from './stage.ts'
import { parseTarget, writerOf } from './write-target.ts'

export const out: StageDefinition = {
  name: '$out',
  compile(spec, context) {
    const target = parseTarget(spec)
    if (!target) {
      const message = `$out only supports a string or object argument, but found ${typeName(spec)}`
      throw new MongoServerFailure(16990, message)
    }
    const write = writerOf('$out', context.environment)
    context.reads(null)
    return {
      async *run(input) {
        await write({ kind: 'replaceCollection', target, documents: input })
        yield []
      },
    }
  },
}

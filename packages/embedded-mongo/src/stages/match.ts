import { MongoServerFailure } from '../errors.ts'
import { compileFilter, filterReads } from '../match/index.ts'
import { eachDocument } from './batches.ts'
import type { StageDefinition } from './stage.ts'

export const match: StageDefinition = {
  name: '$match',
  compile(spec, context) {
    if (!(spec instanceof Map)) {
      throw new MongoServerFailure(15959, 'the match filter must be an expression in an object')
    }
    const { collation, variables, environment } = context
    const filter = compileFilter(spec, { collation, variables, now: environment.now })
    filterReads(spec, (path) => context.reads(path), [...variables.keys()])
    return eachDocument((doc, emit) => {
      if (filter.matches(doc)) emit(doc)
    })
  },
}

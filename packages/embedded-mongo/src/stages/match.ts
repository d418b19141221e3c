import { MongoServerFailure } from '../errors.ts'
import { compileExpression } from '../expressions/index.ts'
import { compileFilter } from '../match/index.ts'
import type { Doc } from '../values/types.ts'
import { eachDocument } from './batches.ts'
import type { StageContext, StageDefinition } from './stage.ts'

export const match: StageDefinition = {
  name: '$match',
  compile(spec, context) {
    if (!(spec instanceof Map)) {
      throw new MongoServerFailure(15959, 'the match filter must be an expression in an object')
    }
    const { collation, variables, environment } = context
    const filter = compileFilter(spec, { collation, variables, now: environment.now })
    reportReads(spec, context)
    return eachDocument((doc, emit) => {
      if (filter.matches(doc)) emit(doc)
    })
  },
}

function reportReads(filter: Doc, context: StageContext): void {
  for (const [name, value] of filter) {
    if (name === '$and' || name === '$or' || name === '$nor') {
      if (Array.isArray(value)) for (const part of value) if (part instanceof Map) reportReads(part, context)
    } else if (name === '$expr') {
      compileExpression(value, {
        variables: [...context.variables.keys()],
        collation: context.collation,
        onRead: (path) => context.reads(path),
      })
    } else if (name === '$comment') {
      // Reads nothing.
    } else {
      context.reads(name.startsWith('$') ? null : name)
    }
  }
}

import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { parseSortPattern } from '../expressions/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { group } from './group.ts'
import { sortDocuments } from './sort-documents.ts'
import type { StageDefinition } from './stage.ts'

export const sortByCount: StageDefinition = {
  name: '$sortByCount',
  compile(spec, context) {
    checkArgument(spec)
    const counting: Doc = new Map<string, Value>([
      ['_id', spec],
      ['count', new Map([['$sum', new Int32(1)]])],
    ])
    const grouped = group.compile(counting, context)
    const parts = parseSortPattern(new Map([['count', new Int32(-1)]]))
    return {
      keepsOtherFields: false,
      run: (input) =>
        sortDocuments(grouped.run(input), parts, { collation: context.collation, memory: context.memory }),
    }
  },
}

function checkArgument(spec: Value): void {
  if (spec instanceof Map) {
    if (spec.keys().next().value?.startsWith('$')) return
    throw new MongoServerFailure(
      40147,
      'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
    )
  }
  if (typeof spec !== 'string') {
    throw new MongoServerFailure(40149, 'the sortByCount field must be specified as a string or as an object')
  }
  if (spec.startsWith('$')) return
  throw new MongoServerFailure(
    40148,
    'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
  )
}

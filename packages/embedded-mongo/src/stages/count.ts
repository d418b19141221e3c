import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Doc } from '../values/types.ts'
import type { StageDefinition } from './stage.ts'

const INT32_MAX = 2 ** 31 - 1

export const count: StageDefinition = {
  name: '$count',
  compile(spec) {
    if (typeof spec !== 'string') throw new MongoServerFailure(40156, 'the count field must be a non-empty string')
    if (spec === '') throw new MongoServerFailure(40157, 'the count field must be a non-empty string')
    if (spec.startsWith('$')) throw new MongoServerFailure(40158, 'the count field cannot be a $-prefixed path')
    if (spec.includes('\0')) throw new MongoServerFailure(40159, 'the count field cannot contain a null byte')
    if (spec.includes('.')) throw new MongoServerFailure(40160, "the count field cannot contain '.'")
    return {
      keepsOtherFields: false,
      async *run(input) {
        let total = 0
        for await (const batch of input) total += batch.length
        if (total === 0) return
        const result: Doc = new Map([[spec, total > INT32_MAX ? BigInt(total) : new Int32(total)]])
        yield [result]
      },
    }
  },
}

import { MongoServerFailure } from '../errors.ts'
import { isNumber, toDouble } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { slices } from './batches.ts'
import type { StageDefinition } from './stage.ts'

export const sample: StageDefinition = {
  name: '$sample',
  compile(spec) {
    const size = parseSize(spec)
    return {
      async *run(input) {
        const chosen: Doc[] = []
        let seen = 0
        for await (const batch of input) {
          for (const doc of batch) {
            seen++
            // Reservoir sampling: each document ends up chosen with the same probability.
            const slot = chosen.length < size ? chosen.length : Math.floor(Math.random() * seen)
            if (slot < size) chosen[slot] = doc
          }
        }
        yield* slices(shuffled(chosen))
      },
    }
  },
}

function shuffled(docs: readonly Doc[]): Doc[] {
  return docs
    .map((doc) => ({ doc, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ doc }) => doc)
}

function parseSize(spec: Value): number {
  if (!(spec instanceof Map)) {
    throw new MongoServerFailure(28745, 'the $sample stage specification must be an object')
  }
  for (const option of spec.keys()) {
    if (option !== 'size') throw new MongoServerFailure(28748, `unrecognized option to $sample: ${option}`)
  }
  const size = spec.get('size')
  if (size === undefined) throw new MongoServerFailure(28749, '$sample stage must specify a size')
  if (!isNumber(size)) throw new MongoServerFailure(28746, 'size argument to $sample must be a number')
  const number = Math.trunc(toDouble(size))
  if (number >= 1) return number
  throw new MongoServerFailure(28747, 'size argument to $sample must be a positive integer')
}

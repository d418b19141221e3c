import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { isNumber, toDouble } from '../values/index.ts'
import type { Value } from '../values/types.ts'
import type { StageDefinition } from './stage.ts'

export const limit: StageDefinition = {
  name: '$limit',
  compile(spec) {
    const count = wholeNumber('$limit', 5107201, spec)
    if (count === 0) throw new MongoServerFailure(15958, 'the limit must be positive')
    return {
      cuts: { limit: count },
      async *run(input) {
        let left = count
        for await (const batch of input) {
          if (batch.length >= left) {
            yield batch.slice(0, left)
            return
          }
          left -= batch.length
          yield batch
        }
      },
    }
  },
}

export const skip: StageDefinition = {
  name: '$skip',
  compile(spec) {
    const count = wholeNumber('$skip', 5107200, spec)
    return {
      cuts: { skip: count },
      async *run(input) {
        let left = count
        for await (const batch of input) {
          if (left === 0) yield batch
          else if (batch.length > left) yield batch.slice(left)
          left = Math.max(0, left - batch.length)
        }
      },
    }
  },
}

function wholeNumber(stage: string, code: number, value: Value): number {
  const prefix = `invalid argument to ${stage} stage: Expected`
  const shown = `${stage}: ${printValue(value)}`
  if (!isNumber(value)) throw new MongoServerFailure(code, `${prefix} a number in: ${shown}`)
  const number = toDouble(value)
  if (!Number.isInteger(number)) throw new MongoServerFailure(code, `${prefix} an integer: ${shown}`)
  if (number < 0) throw new MongoServerFailure(code, `${prefix} a non-negative number in: ${shown}`)
  return number
}

import { MongoServerFailure } from '../errors.ts'
import type { Operator } from './expression.ts'
import { printValue } from './print-value.ts'
import { textScoreOf } from './text-score.ts'

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/meta/ : the text score. */
const meta: Operator = {
  name: '$meta',
  compile(argument) {
    if (argument !== 'textScore')
      throw new MongoServerFailure(17308, `Unsupported argument to $meta: ${printValue(argument)}`)
    // 0: found by another branch of an $or than the search, without a score.
    return (doc, scope) => textScoreOf(scope.root ?? doc) || undefined
  },
}

export const metaOperators: readonly Operator[] = [meta]

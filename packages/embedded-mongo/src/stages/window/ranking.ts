import { Int32 } from 'bson'
import { MongoServerFailure } from '../../errors.ts'
import { compareSortKeys, sortKeyOf } from '../../expressions/index.ts'
import { isNumber, toDouble } from '../../values/index.ts'
import type { Doc, Value } from '../../values/types.ts'
import type { WindowContext, WindowFunction } from './window-function.ts'

function numbering(name: string, next: (number: number, position: number, isTie: boolean) => number): WindowFunction {
  return {
    name,
    compile(argument, context) {
      checkRank(name, argument, context)
      const { sortBy, stage } = context
      return (docs) => {
        let number = 0
        return docs.map((doc, position) => {
          const last = docs[position - 1]
          const keys = [last ?? doc, doc].map((each) => sortKeyOf(each, sortBy, stage.collation))
          const isTie =
            last !== undefined && compareSortKeys(keys[0] ?? [], keys[1] ?? [], sortBy, stage.collation) === 0
          number = next(number, position, isTie)
          return new Int32(number)
        })
      }
    },
  }
}

function checkRank(name: string, argument: Value, { sortBy, window }: WindowContext): void {
  if (!(argument instanceof Map) || argument.size > 0) {
    throw new MongoServerFailure(5371603, `${name} must be specified with '{}' as the value`)
  }
  if (window) throw new MongoServerFailure(5371601, 'Rank style window functions take no other arguments')
  if (sortBy.length === 0 || (name !== '$documentNumber' && sortBy.length > 1)) {
    throw new MongoServerFailure(
      5371602,
      `${name} must be specified with a top level sortBy expression with exactly one element`,
    )
  }
}

const shift: WindowFunction = {
  name: '$shift',
  compile(argument, { stage, sortBy }) {
    if (!(argument instanceof Map))
      throw new MongoServerFailure('FailedToParse', 'Argument to $shift must be an object')
    for (const name of argument.keys()) {
      if (['output', 'by', 'default'].includes(name)) continue
      throw new MongoServerFailure('FailedToParse', `Unknown argument in $shift: ${name}`)
    }
    if (sortBy.length === 0) throw new MongoServerFailure('FailedToParse', "'$shift' requires a sortBy")
    const by = argument.get('by')
    const steps = isNumber(by) ? toDouble(by) : Number.NaN
    if (!Number.isInteger(steps)) {
      throw new MongoServerFailure('FailedToParse', "'$shift:by' field must be an integer")
    }
    const output = stage.expression(argument.get('output') ?? null)
    const otherwise = stage.expression(argument.get('default') ?? null)(new Map(), stage.scope) ?? null
    return (docs: readonly Doc[]) =>
      docs.map((_doc, position) => {
        const other = docs[position + steps]
        return other ? output(other, stage.scope) : otherwise
      })
  },
}

export const rankingFunctions: readonly WindowFunction[] = [
  numbering('$documentNumber', (_number, position) => position + 1),
  numbering('$rank', (number, position, isTie) => (isTie ? number : position + 1)),
  numbering('$denseRank', (number, _position, isTie) => (isTie ? number : number + 1)),
  shift,
]

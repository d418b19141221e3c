import { MongoServerFailure } from '../../errors.ts'
import { isNullish, typeName } from '../../values/index.ts'
import type { Operator } from '../expression.ts'
import { type Argument, named } from '../operator.ts'

const SHAPE = {
  required: ['input', 'find', 'replacement'],
  codes: { notObject: 51751, unknown: 51750, missing: [51749, 51748, 51747] },
}

type Replace = (input: string, find: string, replacement: () => string) => string

function replacing(name: string, replace: Replace): Operator {
  return named(name, SHAPE, ({ input, find, replacement }) => {
    const source = textOf(name, 'input', 51746, input)
    const wanted = textOf(name, 'find', 51745, find)
    const replaced = textOf(name, 'replacement', 51744, replacement)
    if (source === null || wanted === null || replaced === null) return null
    // A function, since a replacement text would give `$&` and the like a meaning.
    return replace(source, wanted, () => replaced)
  })
}

function textOf(name: string, what: string, code: number, value: Argument): string | null {
  if (typeof value === 'string') return value
  if (isNullish(value)) return null
  throw new MongoServerFailure(code, `${name} requires that '${what}' be a string, found: ${typeName(value)}`)
}

export const replaceOperators: readonly Operator[] = [
  replacing('$replaceOne', (input, find, replacement) => input.replace(find, replacement)),
  replacing('$replaceAll', (input, find, replacement) => input.replaceAll(find, replacement)),
]

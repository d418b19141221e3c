import { isTruthy } from '../values/truth.ts'
import type { Operator } from './expression.ts'
import { operandsOf, unary } from './operator.ts'

const and: Operator = {
  name: '$and',
  compile(argument, context) {
    const operands = operandsOf(argument).map((operand) => context.compile(operand))
    return (doc, scope) => operands.every((operand) => isTruthy(operand(doc, scope)))
  },
}

const or: Operator = {
  name: '$or',
  compile(argument, context) {
    const operands = operandsOf(argument).map((operand) => context.compile(operand))
    return (doc, scope) => operands.some((operand) => isTruthy(operand(doc, scope)))
  },
}

const not = unary('$not', (value) => !isTruthy(value))

export const booleanOperators: readonly Operator[] = [and, or, not]

import { MongoServerFailure } from '../../errors.ts'
import { isNullish, typeName } from '../../values/index.ts'
import { isTruthy } from '../../values/truth.ts'
import type { Value } from '../../values/types.ts'
import type { CompileContext, Expression, Operator } from '../expression.ts'
import { namedOperands } from '../operator.ts'
import { innerScope } from '../scope.ts'
import { checkVariableName } from '../variables.ts'
import { positiveCount } from './integer.ts'

/** The variable an operator binds to each element: `as`, or `this`. */
function elementName(fields: ReadonlyMap<string, Value>): string {
  const as = fields.get('as') ?? 'this'
  const name = typeof as === 'string' ? as : ''
  checkVariableName(name)
  return name
}

function part(fields: ReadonlyMap<string, Value>, name: string, context: CompileContext): Expression {
  return context.compile(fields.get(name) ?? null)
}

const MAP = {
  required: ['input', 'in'],
  optional: ['as'],
  codes: { notObject: 16878, unknown: 16879, missing: [16880, 16882] },
}

const map: Operator = {
  name: '$map',
  compile(argument, context) {
    const fields = namedOperands('$map', argument, MAP)
    const name = elementName(fields)
    const input = part(fields, 'input', context)
    const body = part(fields, 'in', context.binding([name]))
    return (doc, scope) => {
      const array = input(doc, scope)
      if (isNullish(array)) return null
      if (!Array.isArray(array)) {
        throw new MongoServerFailure(16883, `input to $map must be an array not ${typeName(array)}`)
      }
      const inner = innerScope(scope)
      return array.map((item) => {
        inner.variables.set(name, item)
        return body(doc, inner) ?? null
      })
    }
  },
}

const FILTER = {
  required: ['input', 'cond'],
  optional: ['as', 'limit'],
  codes: { notObject: 28646, unknown: 28647, missing: [28648, 28650] },
}

const filter: Operator = {
  name: '$filter',
  compile(argument, context) {
    const fields = namedOperands('$filter', argument, FILTER)
    const name = elementName(fields)
    const input = part(fields, 'input', context)
    const condition = part(fields, 'cond', context.binding([name]))
    const limit = part(fields, 'limit', context)
    return (doc, scope) => {
      const array = input(doc, scope)
      if (isNullish(array)) return null
      if (!Array.isArray(array)) {
        throw new MongoServerFailure(28651, `input to $filter must be an array not ${typeName(array)}`)
      }
      const most = limit(doc, scope)
      const wanted = isNullish(most) ? Number.POSITIVE_INFINITY : positiveCount(most)
      const inner = innerScope(scope)
      const kept: Value[] = []
      for (const item of array) {
        inner.variables.set(name, item)
        if (!isTruthy(condition(doc, inner))) continue
        if (kept.push(item) === wanted) break
      }
      return kept
    }
  },
}

const REDUCE = {
  required: ['input', 'initialValue', 'in'],
  codes: { notObject: 40075, unknown: 40076, missing: [40077, 40078, 40079] },
}

const reduce: Operator = {
  name: '$reduce',
  compile(argument, context) {
    const fields = namedOperands('$reduce', argument, REDUCE)
    const input = part(fields, 'input', context)
    const initial = part(fields, 'initialValue', context)
    const body = part(fields, 'in', context.binding(['this', 'value']))
    return (doc, scope) => {
      const array = input(doc, scope)
      if (isNullish(array)) return null
      if (!Array.isArray(array)) {
        throw new MongoServerFailure(40080, `$reduce requires that 'input' be an array, found: ${typeName(array)}`)
      }
      const inner = innerScope(scope)
      let value = initial(doc, scope)
      for (const item of array) {
        inner.variables.set('this', item)
        inner.variables.set('value', value)
        value = body(doc, inner)
      }
      return value
    }
  },
}

export const arrayIterationOperators: readonly Operator[] = [map, filter, reduce]

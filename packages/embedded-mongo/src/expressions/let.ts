import { MongoServerFailure } from '../errors.ts'
import { typeName } from '../values/index.ts'
import type { Operator } from './expression.ts'
import { namedOperands, nullary } from './operator.ts'
import { innerScope } from './scope.ts'
import { checkVariableName } from './variables.ts'

const LET = { required: ['vars', 'in'], codes: { notObject: 16874, unknown: 16875, missing: [16876, 16877] } }

const letOperator: Operator = {
  name: '$let',
  compile(argument, context) {
    const fields = namedOperands('$let', argument, LET)
    const vars = fields.get('vars') ?? null
    if (!(vars instanceof Map)) {
      const found = typeName(vars)
      throw new MongoServerFailure(10065, `invalid parameter: expected an object (vars), found ${found}`)
    }
    const bindings = [...vars].map(([name, value]) => {
      checkVariableName(name)
      return { name, value: context.compile(value) }
    })
    const body = context.binding([...vars.keys()]).compile(fields.get('in') ?? null)
    return (doc, scope) => {
      const inner = innerScope(scope)
      for (const { name, value } of bindings) inner.variables.set(name, value(doc, scope))
      return body(doc, inner)
    }
  },
}

const rand = nullary('$rand', () => Math.random())

export const letOperators: readonly Operator[] = [letOperator, rand]

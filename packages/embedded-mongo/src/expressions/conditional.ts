import { MongoServerFailure } from '../errors.ts'
import { isNullish, typeName } from '../values/index.ts'
import { isTruthy } from '../values/truth.ts'
import type { Value } from '../values/types.ts'
import type { CompileContext, Expression, Operator } from './expression.ts'
import { checkArity, namedOperands, operandsOf } from './operator.ts'

const COND = { required: ['if', 'then', 'else'], codes: { unknown: 17083, missing: [17080, 17081, 17082] } }

const cond: Operator = {
  name: '$cond',
  compile(argument, context) {
    const [test, yes, no] = condOperands(argument).map((operand) => context.compile(operand))
    return (doc, scope) => (isTruthy(test?.(doc, scope)) ? yes?.(doc, scope) : no?.(doc, scope))
  },
}

function condOperands(argument: Value): readonly Value[] {
  if (!(argument instanceof Map)) {
    const operands = operandsOf(argument)
    checkArity('$cond', operands.length, 3)
    return operands
  }
  const fields = namedOperands('$cond', argument, COND)
  return COND.required.map((field) => fields.get(field) ?? null)
}

const ifNull: Operator = {
  name: '$ifNull',
  compile(argument, context) {
    const operands = operandsOf(argument).map((operand) => context.compile(operand))
    if (operands.length < 2) {
      throw new MongoServerFailure(1257300, `$ifNull needs at least two arguments, had: ${operands.length}`)
    }
    const last = operands.pop()
    return (doc, scope) => {
      for (const operand of operands) {
        const value = operand(doc, scope)
        if (!isNullish(value)) return value
      }
      return last?.(doc, scope)
    }
  },
}

interface Branch {
  test: Expression
  result: Expression
}

const switchOperator: Operator = {
  name: '$switch',
  compile(argument, context) {
    if (!(argument instanceof Map)) {
      throw new MongoServerFailure(40060, `$switch requires an object as an argument, found: ${typeName(argument)}`)
    }
    for (const field of argument.keys()) {
      if (field === 'branches' || field === 'default') continue
      throw new MongoServerFailure(40067, `$switch found an unknown argument: ${field}`)
    }
    const listed = argument.get('branches') ?? []
    if (!Array.isArray(listed)) {
      throw new MongoServerFailure(40061, `$switch expected an array for 'branches', found: ${typeName(listed)}`)
    }
    if (listed.length === 0) throw new MongoServerFailure(40068, '$switch requires at least one branch.')
    const branches = listed.map((branch) => compileBranch(branch, context))
    const otherwise = argument.get('default')
    return select(branches, otherwise === undefined ? undefined : context.compile(otherwise))
  },
}

function compileBranch(branch: Value, context: CompileContext): Branch {
  if (!(branch instanceof Map)) {
    throw new MongoServerFailure(40062, `$switch expected each branch to be an object, found: ${typeName(branch)}`)
  }
  for (const field of branch.keys()) {
    if (field === 'case' || field === 'then') continue
    throw new MongoServerFailure(40063, `$switch found an unknown argument to a branch: ${field}`)
  }
  const test = branch.get('case')
  if (test === undefined) throw new MongoServerFailure(40064, "$switch requires each branch have a 'case' expression")
  const result = branch.get('then')
  if (result === undefined)
    throw new MongoServerFailure(40065, "$switch requires each branch have a 'then' expression.")
  return { test: context.compile(test), result: context.compile(result) }
}

function select(branches: readonly Branch[], otherwise: Expression | undefined): Expression {
  return (doc, scope) => {
    for (const { test, result } of branches) {
      if (isTruthy(test(doc, scope))) return result(doc, scope)
    }
    if (otherwise) return otherwise(doc, scope)
    const message = '$switch could not find a matching branch for an input, and no default was specified.'
    throw new MongoServerFailure(40066, message)
  }
}

export const conditionalOperators: readonly Operator[] = [cond, ifNull, switchOperator]

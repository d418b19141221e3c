import { MongoServerFailure } from '../errors.ts'
import type { Missing, Value } from '../values/types.ts'
import type { CompileContext, Expression, Operator, Scope } from './expression.ts'

export type Argument = Value | Missing

/** The operands of an operator: an array lists them, anything else is the only one. */
export function operandsOf(argument: Value): readonly Value[] {
  return Array.isArray(argument) ? argument : [argument]
}

/** Refuses a number of operands other than the one the operator takes. */
export function checkArity(name: string, given: number, expected: number): void {
  if (given === expected) return
  throw new MongoServerFailure(
    16020,
    `Expression ${name} takes exactly ${expected} arguments. ${given} were passed in.`,
  )
}

/** An operator of no operands. */
export function nullary(name: string, apply: (scope: Scope) => Argument): Operator {
  return {
    name,
    compile(argument) {
      const given = argument instanceof Map && argument.size === 0 ? 0 : operandsOf(argument).length
      checkArity(name, given, 0)
      return (_doc, scope) => apply(scope)
    },
  }
}

/** An operator of exactly one operand. */
export function unary(name: string, apply: (value: Argument, context: CompileContext) => Argument): Operator {
  return {
    name,
    compile(argument, context) {
      const operands = operandsOf(argument)
      checkArity(name, operands.length, 1)
      const only = context.compile(operands[0] ?? null)
      return (doc, scope) => apply(only(doc, scope), context)
    },
  }
}

/** An operator of exactly two operands. */
export function binary(
  name: string,
  apply: (left: Argument, right: Argument, context: CompileContext) => Argument,
): Operator {
  return {
    name,
    compile(argument, context) {
      const operands = operandsOf(argument)
      checkArity(name, operands.length, 2)
      const left = context.compile(operands[0] ?? null)
      const right = context.compile(operands[1] ?? null)
      return (doc, scope) => apply(left(doc, scope), right(doc, scope), context)
    },
  }
}

/** An operator of between `min` and `max` operands, all evaluated before it is applied. */
export function variadic(
  name: string,
  [min, max]: readonly [number, number],
  apply: (values: Argument[], context: CompileContext) => Argument,
): Operator {
  return {
    name,
    compile(argument, context) {
      const operands = operandsOf(argument)
      if (min === max) checkArity(name, operands.length, min)
      else checkRange(name, operands.length, min, max)
      const compiled = operands.map((operand) => context.compile(operand))
      return (doc, scope) =>
        apply(
          compiled.map((operand) => operand(doc, scope)),
          context,
        )
    },
  }
}

function checkRange(name: string, given: number, min: number, max: number): void {
  if (given >= min && given <= max) return
  throw new MongoServerFailure(
    28667,
    `Expression ${name} takes at least ${min} arguments, and at most ${max}, but ${given} were passed in.`,
  )
}

export type NamedArguments = { readonly [name: string]: Argument }

interface NamedShape {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
  /** The codes MongoDB uses for this operator; FailedToParse where it has no own. */
  readonly codes?: {
    readonly notObject?: number
    readonly unknown?: number
    readonly missing?: number | readonly number[]
  }
}

/** Reads the argument document of an operator with named parameters and refuses unknown and absent ones. */
export function namedOperands(name: string, argument: Value, shape: NamedShape): Map<string, Value> {
  const { required, optional = [], codes = {} } = shape
  if (!(argument instanceof Map)) {
    throw new MongoServerFailure(codes.notObject ?? 'FailedToParse', `${name} only supports an object as its argument`)
  }
  for (const field of argument.keys()) {
    if (required.includes(field) || optional.includes(field)) continue
    throw new MongoServerFailure(codes.unknown ?? 'FailedToParse', `Unrecognized parameter to ${name}: ${field}`)
  }
  required.forEach((field, index) => {
    if (argument.has(field)) return
    const code = Array.isArray(codes.missing) ? codes.missing[index] : codes.missing
    throw new MongoServerFailure(code ?? 'FailedToParse', `Missing '${field}' parameter to ${name}`)
  })
  return argument
}

/** An operator whose argument is a document of parameters, all evaluated before it is applied. */
export function named(
  name: string,
  shape: NamedShape,
  apply: (fields: NamedArguments, context: CompileContext, scope: Scope) => Argument,
): Operator {
  return {
    name,
    compile(argument, context) {
      const compiled: [string, Expression][] = []
      for (const [field, operand] of namedOperands(name, argument, shape)) {
        compiled.push([field, context.compile(operand)])
      }
      return (doc, scope) => {
        const fields: Record<string, Argument> = {}
        for (const [field, operand] of compiled) fields[field] = operand(doc, scope)
        return apply(fields, context, scope)
      }
    },
  }
}

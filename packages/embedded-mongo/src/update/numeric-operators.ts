import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { add, isNumber, multiply, type NumberValue, typeName, type Value } from '../values/index.ts'
import { atPath, printField, printId, type UpdateOperator } from './update-operator.ts'

type Calculate = (a: NumberValue, b: NumberValue) => NumberValue

function calculation(name: string, verb: string, calculate: Calculate, ofMissing: Calculate): UpdateOperator {
  return atPath((argument, _context, path) => {
    if (!isNumber(argument)) {
      throw new MongoServerFailure(
        'TypeMismatch',
        `Cannot ${verb} with non-numeric argument: ${printField(path, argument)}`,
      )
    }
    return (existing, run, at) => {
      if (existing === undefined) return ofMissing(new Int32(0), argument)
      if (!isNumber(existing)) {
        throw new MongoServerFailure(
          'TypeMismatch',
          `Cannot apply ${name} to a value of non-numeric type. ${printId(run)} has the field '${at.at(-1)}' of non-numeric type ${typeName(existing)}`,
        )
      }
      const result = calculate(existing, argument)
      if (isInteger(existing) && isInteger(argument) && !isInteger(result)) {
        throw new MongoServerFailure(
          'BadValue',
          `Failed to apply ${name} operations to current value (${printTyped(existing)}) for document ${printId(run)}`,
        )
      }
      return result
    }
  })
}

function isInteger(value: NumberValue): value is Int32 | bigint {
  return typeof value === 'bigint' || value instanceof Int32
}

function printTyped(value: Int32 | bigint): string {
  return `(${typeof value === 'bigint' ? 'NumberLong' : 'NumberInt'})${printValue(value)}`
}

const BIT_OPERATIONS: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
}

const $bit = atPath((argument) => {
  if (!(argument instanceof Map)) {
    throw new MongoServerFailure(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeName(argument)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    )
  }
  const steps = [...argument].map(([name, operand]) => parseBitStep(name, operand))
  if (steps.length === 0) {
    throw new MongoServerFailure(
      'BadValue',
      'You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}',
    )
  }
  return (existing = new Int32(0), run, at) => {
    if (!isNumber(existing) || !isInteger(existing)) {
      throw new MongoServerFailure(
        'BadValue',
        `Cannot apply $bit to a value of non-integral type.${printId(run)} has the field ${at.at(-1)} of non-integer type ${typeName(existing)}`,
      )
    }
    return steps.reduce<Int32 | bigint>((value, step) => step(value), existing)
  }
})

function parseBitStep(name: string, operand: Value): (value: Int32 | bigint) => Int32 | bigint {
  const operation = Object.hasOwn(BIT_OPERATIONS, name) ? BIT_OPERATIONS[name] : undefined
  if (operation === undefined) {
    throw new MongoServerFailure(
      'BadValue',
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: ${printField(name, operand)}`,
    )
  }
  if (!isNumber(operand) || !isInteger(operand)) {
    throw new MongoServerFailure(
      'BadValue',
      `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(operand)}' is not supported here: ${printField(name, operand)}`,
    )
  }
  return (value) => {
    const result = operation(toBigint(value), toBigint(operand))
    return value instanceof Int32 && operand instanceof Int32 ? new Int32(Number(result)) : result
  }
}

function toBigint(value: Int32 | bigint): bigint {
  return typeof value === 'bigint' ? value : BigInt(value.value)
}

export const numericOperators: Readonly<Record<string, UpdateOperator>> = {
  $inc: calculation('$inc', 'increment', add, (_zero, argument) => argument),
  $mul: calculation('$mul', 'multiply', multiply, multiply),
  $bit,
}

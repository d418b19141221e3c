import { Binary } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { binaryContent, isNumber, type Missing, type Value } from '../values/index.ts'
import { eachValue, type FieldOperator } from './field-test.ts'
import { exactInteger } from './integer.ts'

type Quantifier = (positions: readonly number[], isSet: (position: number) => boolean) => boolean

function bitTest(name: string, holds: Quantifier): FieldOperator {
  return (argument) => {
    const positions = parsePositions(name, argument)
    return eachValue((value) => {
      const isSet = bitsOf(value)
      return isSet !== undefined && holds(positions, isSet)
    })
  }
}

function parsePositions(name: string, argument: Value): readonly number[] {
  if (Array.isArray(argument)) return argument.map(parsePosition)
  if (argument instanceof Binary) {
    const bytes = binaryContent(argument)
    return range(bytes.length * 8).filter((position) => bitOfBytes(bytes, position))
  }
  if (!isNumber(argument)) {
    throw new MongoServerFailure(
      'BadValue',
      `${name} takes an Array, a number, or a BinData but received: ${String(argument)}`,
    )
  }
  const mask = exactInteger(argument)
  if (mask === undefined) throw new MongoServerFailure('FailedToParse', 'Expected an integer')
  if (mask < 0n) throw new MongoServerFailure('FailedToParse', `Expected a non-negative number in: ${name}: ${mask}`)
  return range(64).filter((position) => bitOfInteger(mask, position))
}

function parsePosition(value: Value): number {
  const position = exactInteger(value)
  if (position === undefined) throw new MongoServerFailure('BadValue', 'bit positions must be an integer')
  if (position < 0n) throw new MongoServerFailure('BadValue', 'bit positions must be >= 0')
  return Number(position)
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i)
}

/** Integers, whole doubles and decimals, and binaries have bits; integers go on with their sign. */
function bitsOf(value: Value | Missing): ((position: number) => boolean) | undefined {
  if (value instanceof Binary) return (position) => bitOfBytes(binaryContent(value), position)
  const integer = exactInteger(value)
  return integer === undefined ? undefined : (position) => bitOfInteger(integer, position)
}

function bitOfBytes(bytes: Uint8Array, position: number): boolean {
  return (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1
}

function bitOfInteger(integer: bigint, position: number): boolean {
  return ((integer >> BigInt(Math.min(position, 63))) & 1n) === 1n
}

export const bitwiseOperators: Readonly<Record<string, FieldOperator>> = {
  $bitsAllSet: bitTest('$bitsAllSet', (positions, isSet) => positions.every(isSet)),
  $bitsAllClear: bitTest('$bitsAllClear', (positions, isSet) => !positions.some(isSet)),
  $bitsAnySet: bitTest('$bitsAnySet', (positions, isSet) => positions.some(isSet)),
  $bitsAnyClear: bitTest('$bitsAnyClear', (positions, isSet) => !positions.every(isSet)),
}

import { type Decimal128, Int32 } from 'bson'
import type { NumberValue } from './bson-type.ts'
import type { ByteWriter } from './byte-writer.ts'
import { compareNumbers } from './compare.ts'
import { countDigits, decimalFromBigint, decimalToDouble, unpackDecimal } from './decimal.ts'

const FLOAT = new DataView(new ArrayBuffer(8))
const EXPONENT_BIAS = 8192

/**
 * A number as the greatest double not above it, then 0 if it is that double, else 1 and its exact decimal digits. Equal
 * numbers of any type give equal bytes, and most numbers take nine.
 */
export function writeNumberKey(writer: ByteWriter, value: NumberValue): void {
  const floor = floorDouble(value)
  writeDouble(writer, floor)
  if (typeof value === 'number' || value instanceof Int32 || compareNumbers(value, floor) === 0) writer.byte(0)
  else {
    writer.byte(1)
    writeDigits(writer, value)
  }
}

function floorDouble(value: NumberValue): number {
  if (typeof value === 'number') return value
  if (value instanceof Int32) return value.value
  const nearest = typeof value === 'bigint' ? Number(value) : decimalToDouble(unpackDecimal(value))
  return compareNumbers(nearest, value) > 0 ? doubleBelow(nearest) : nearest
}

function doubleBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE
  FLOAT.setFloat64(0, value)
  FLOAT.setBigInt64(0, FLOAT.getBigInt64(0) + (value > 0 ? -1n : 1n))
  return FLOAT.getFloat64(0)
}

/** Positive doubles order as their bits do, negative ones reversed; NaN takes the lowest bytes of all. */
function writeDouble(writer: ByteWriter, value: number): void {
  const at = writer.reserve(8)
  const { buffer } = writer
  if (Number.isNaN(value)) {
    buffer.fill(0, at, at + 8)
    return
  }
  buffer.writeDoubleBE(value === 0 ? 0 : value, at)
  const first = buffer[at] ?? 0
  if (first < 128) buffer[at] = first | 128
  else for (let i = at; i < at + 8; i += 1) buffer[i] = ~(buffer[i] ?? 0)
}

/** Decimal exponent, then two digits a byte from 1 to 100, ended by 0; negative numbers inverted. */
function writeDigits(writer: ByteWriter, value: bigint | Decimal128): void {
  const decimal = typeof value === 'bigint' ? decimalFromBigint(value) : unpackDecimal(value)
  if (decimal.kind !== 'finite') return
  const start = writer.length
  const at = writer.reserve(2)
  writer.buffer.writeUInt16BE(countDigits(decimal.coefficient) + decimal.exponent + EXPONENT_BIAS, at)
  const digits = decimal.coefficient.toString().replace(/0+$/, '')
  for (let i = 0; i < digits.length; i += 2) writer.byte(Number(digits.slice(i, i + 2).padEnd(2, '0')) + 1)
  writer.byte(0)
  if (decimal.negative) for (let i = start; i < writer.length; i += 1) writer.buffer[i] = ~(writer.buffer[i] ?? 0)
}

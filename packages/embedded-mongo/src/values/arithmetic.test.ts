import { Decimal128, Int32 } from 'bson'
import { describe, expect, test } from 'vitest'
import { add, divide, mod, multiply, subtract, typeName, type Value } from './index.ts'

const dec = (text: string) => Decimal128.fromString(text)
const int = (value: number) => new Int32(value)

describe('arithmetic', () => {
  test.each<[string, Value, Value]>([
    ['int + int', add(int(1), int(2)), int(3)],
    ['int overflow is long', add(int(2 ** 31 - 1), int(1)), 2n ** 31n],
    ['int × int overflow is exact', multiply(int(2 ** 31 - 1), int(2 ** 31 - 1)), (2n ** 31n - 1n) ** 2n],
    ['int + long is long', add(int(1), 1n), 2n],
    ['long overflow is double', add(2n ** 63n - 1n, 1n), 2 ** 63],
    ['int + double is double', add(int(1), 0.5), 1.5],
    ['double + decimal', add(0.1, dec('0.2')), dec('0.300000000000000')],
    ['decimal keeps its scale', add(dec('1.10'), int(1)), dec('2.10')],
    ['decimal subtraction', subtract(dec('1'), dec('1E-33')), dec('0.999999999999999999999999999999999')],
    ['decimal product', multiply(dec('1.5'), 2n), dec('3.0')],
    ['decimal rounding to 34 digits', divide(dec('2'), dec('3')), dec('0.6666666666666666666666666666666667')],
    ['exact decimal quotient', divide(dec('10'), int(4)), dec('2.5')],
    ['decimal overflow', multiply(dec('9E+6144'), dec('10')), dec('Infinity')],
    ['decimal remainder', mod(dec('-7.5'), int(2)), dec('-1.5')],
    ['int ÷ int is double', divide(int(7), int(2)), 3.5],
    ['mod keeps int', mod(int(-7), int(3)), int(-1)],
    ['mod of long', mod(7n, int(3)), 1n],
  ])('%s', (_name, actual, expected) => {
    expect(typeName(actual)).toBe(typeName(expected))
    expect(String(actual)).toBe(String(expected))
  })

  test('zero divides nothing', () => {
    expect(() => divide(int(1), int(0))).toThrow("can't $divide by zero")
    expect(() => mod(int(1), 0)).toThrow("can't $mod by zero")
  })
})

export { add, divide, fitsLong, integerValue, mod, multiply, subtract, toDecimal, toDouble } from './arithmetic.ts'
export {
  BSON_TYPES,
  isNullish,
  isNumber,
  isTypeName,
  type NumberValue,
  type TypeName,
  typeName,
  typeNameOf,
  typeNumber,
  typeRank,
} from './bson-type.ts'
export { ByteWriter } from './byte-writer.ts'
export { parseCollation } from './collation.ts'
export { compareUtf8, compareValues, valuesEqual } from './compare.ts'
export {
  countDigits,
  type Decimal,
  decimalFromBigint,
  decimalToDouble,
  divideHalfEven,
  exactDecimal,
  type FiniteDecimal,
  packDecimal,
  unpackDecimal,
} from './decimal.ts'
export { addDecimals, divideDecimals } from './decimal-arithmetic.ts'
export { decodeDocument, decodeFields } from './decode.ts'
export { decodePaths } from './decode-paths.ts'
export { binaryContent, encodeDocument, writeFields } from './encode.ts'
export { FieldNames } from './field-names.ts'
export { FieldPaths } from './field-paths.ts'
export { identicalValues } from './identical.ts'
export { encodeIndexKey } from './index-key.ts'
export { keyRows } from './key-rows.ts'
export type { Pattern, RegexMatch } from './pattern.ts'
export { fromPlain, fromPlainValue, type Plain, toPlain } from './plain.ts'
export { readField } from './read-field.ts'
export { compileRegex } from './regex.ts'
export * from './types.ts'

import { Binary, Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { binaryContent, encodeDocument, isNullish, typeName } from '../values/index.ts'
import type { Operator } from './expression.ts'
import { unary } from './operator.ts'

const binarySize = unary('$binarySize', (value) => {
  if (isNullish(value)) return null
  if (typeof value === 'string') return new Int32(Buffer.byteLength(value))
  if (value instanceof Binary) return new Int32(binaryContent(value).length)
  throw new MongoServerFailure(51276, `$binarySize requires a string or BinData argument, found: ${typeName(value)}`)
})

const bsonSize = unary('$bsonSize', (value) => {
  if (isNullish(value)) return null
  if (value instanceof Map) return new Int32(encodeDocument(value).length)
  throw new MongoServerFailure(31393, `$bsonSize requires a document input, found: ${typeName(value)}`)
})

export const sizeOperators: readonly Operator[] = [binarySize, bsonSize]

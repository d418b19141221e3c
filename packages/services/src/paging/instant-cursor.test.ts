import { expect, test } from 'vitest'
import { InvalidInputError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { formatInstantCursor, parseInstantCursor } from './instant-cursor.ts'

test('a cursor comes back as it was made', () => {
  const cursor = { at: new Date('2026-01-02T03:04:05.678Z'), id: objectId('65a1b2c3d4e5f60718293a4b') }
  expect(parseInstantCursor(formatInstantCursor(cursor))).toEqual(cursor)
})

test.each([
  '',
  'x',
  'bnVsbA',
  Buffer.from('[1,{"$gt":""}]').toString('base64url'),
  Buffer.from('[9e15,"65a1b2c3d4e5f60718293a4b"]').toString('base64url'),
])('what is not a cursor is invalid input: %s', (text) => {
  expect(() => parseInstantCursor(text)).toThrow(InvalidInputError)
})

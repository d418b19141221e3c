import { expect, test } from 'vitest'
import { InvalidInputError } from '../errors.ts'
import { formatRecencyCursor, parseRecencyCursor } from './recency-cursor.ts'

test('a cursor comes back as it was made', () => {
  const cursor = { lastMessageAt: new Date('2026-01-02T03:04:05.678Z'), id: '65a1b2c3d4e5f60718293a4b' }
  expect(parseRecencyCursor(formatRecencyCursor(cursor))).toEqual(cursor)
})

test.each([
  '',
  'x',
  'bnVsbA',
  Buffer.from('[1,{"$gt":""}]').toString('base64url'),
  Buffer.from('[9e15,"65a1b2c3d4e5f60718293a4b"]').toString('base64url'),
])('what is not a cursor is invalid input: %s', (text) => {
  expect(() => parseRecencyCursor(text)).toThrow(InvalidInputError)
})

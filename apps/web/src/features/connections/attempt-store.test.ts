import { beforeEach, expect, test } from 'vitest'
import { keepAttempt, readAttempt } from './attempt-store.ts'

const ATTEMPT = { attemptId: 'a', authorizationUrl: 'http://127.0.0.1/authorize', isBlocked: true }

const kept = new Map<string, string>()
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
}

beforeEach(() => kept.clear())

test('a consent under way is found again under its own place alone, until it is let go', () => {
  keepAttempt(storage, 'call-1', ATTEMPT)
  expect(readAttempt(storage, 'call-1')).toEqual(ATTEMPT)
  expect(readAttempt(storage, 'call-2')).toBeNull()
  keepAttempt(storage, 'call-1', null)
  expect(readAttempt(storage, 'call-1')).toBeNull()
})

test.each(['', 'null', '{', '[]', '{"attemptId":1}', '{"attemptId":"a"}'])(
  '%j in the storage is no consent',
  (text) => {
    storage.setItem('parley.attempt.call-1', text)
    expect(readAttempt(storage, 'call-1')).toBeNull()
  },
)

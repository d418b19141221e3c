// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { keepAttempt, readAttempt } from './attempt-store.ts'

const ATTEMPT = { attemptId: 'a', authorizationUrl: 'http://127.0.0.1/authorize', isBlocked: true }

beforeEach(() => sessionStorage.clear())

test('a consent under way is found again under its own place alone, until it is let go', () => {
  keepAttempt(sessionStorage, 'call-1', ATTEMPT)
  expect(readAttempt(sessionStorage, 'call-1')).toEqual(ATTEMPT)
  expect(readAttempt(sessionStorage, 'call-2')).toBeNull()
  keepAttempt(sessionStorage, 'call-1', null)
  expect(readAttempt(sessionStorage, 'call-1')).toBeNull()
})

test.each(['', 'null', '{', '[]', '{"attemptId":1}', '{"attemptId":"a"}'])(
  '%j in the storage is no consent',
  (text) => {
    sessionStorage.setItem('parley.attempt.call-1', text)
    expect(readAttempt(sessionStorage, 'call-1')).toBeNull()
  },
)

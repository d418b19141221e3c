import { expect, test } from 'vitest'
import { keyRefusal } from './key-limits.ts'

const use = { requestsLastMinute: 5, tokensLastMinute: 500, tokensToday: 9000 }

test('a limit that is reached refuses, the longest one first', () => {
  expect(keyRefusal({ requestsPerMinute: 5 }, use)?.message).toBe('Requests a minute')
  expect(keyRefusal({ tokensPerMinute: 500 }, use)?.message).toBe('Tokens a minute')
  expect(keyRefusal({ requestsPerMinute: 5, dailyTokenLimit: 9000 }, use)?.message).toBe('Daily tokens')
})

test('below its limits, or without any, a key may be used', () => {
  expect(keyRefusal({ requestsPerMinute: 6, tokensPerMinute: 501, dailyTokenLimit: 9001 }, use)).toBeNull()
  expect(keyRefusal({ requestsPerMinute: null, tokensPerMinute: null, dailyTokenLimit: null }, use)).toBeNull()
  expect(keyRefusal({}, use)).toBeNull()
})

import { describe, expect, test } from 'vitest'
import { readChatSearch, readConversationParam, readIndexSearch, readSignInSearch } from './search-params.ts'

test('what an address does not say, or says wrongly, is absent', () => {
  expect(readIndexSearch({ panel: 'sideways', conversation: 'x' })).toEqual({})
  expect(readIndexSearch({ panel: 'open', conversation: 'a'.repeat(24) })).toEqual({
    panel: 'open',
    conversation: 'a'.repeat(24),
  })
  expect(readChatSearch({ q: '  ', shown: 'all' })).toEqual({})
  expect(readChatSearch({ q: 2026, shown: 'archived' })).toEqual({ q: '2026', shown: 'archived' })
})

describe('after signing in one never leaves this app', () => {
  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', ''])('%s', (to) => {
    expect(readSignInSearch({ to })).toEqual({})
  })

  test('a path is kept', () => {
    expect(readSignInSearch({ to: '/chat/abc' })).toEqual({ to: '/chat/abc' })
  })
})

test('no id and "new" both mean a new conversation', () => {
  expect(readConversationParam(undefined)).toBeNull()
  expect(readConversationParam('new')).toBeNull()
  expect(readConversationParam('abc')).toBe('abc')
})

import { expect, test } from 'vitest'
import type { HistoryMessage } from './ports.ts'
import { trimHistory } from './trim-history.ts'

const message = (role: HistoryMessage['role'], characters: number): HistoryMessage => ({
  role,
  text: 'x'.repeat(characters),
  functionCalls: [],
})

test('keeps the newest that fit, from a message of the user on', () => {
  const history = [
    message('user', 400),
    message('assistant', 400),
    message('user', 400),
    message('assistant', 400),
    message('user', 40),
  ]
  expect(trimHistory(history, 10_000)).toEqual(history)
  expect(trimHistory(history, 250)).toEqual(history.slice(2))
  expect(trimHistory(history, 130)).toEqual(history.slice(4))
})

test('the message that is answered stays, however long', () => {
  const history = [message('user', 10), message('assistant', 10), message('user', 100_000)]
  expect(trimHistory(history, 100)).toEqual(history.slice(2))
  expect(trimHistory([], 100)).toEqual([])
})

test('calls count too', () => {
  const called: HistoryMessage = {
    role: 'assistant',
    text: '',
    functionCalls: [
      { id: 'a', round: 0, textOffset: 0, name: 'f', arguments: {}, result: 'y'.repeat(4000), state: 'succeeded' },
    ],
  }
  const history = [message('user', 10), called, message('user', 10)]
  expect(trimHistory(history, 500)).toEqual(history.slice(2))
  expect(trimHistory(history, 2000)).toEqual(history)
})

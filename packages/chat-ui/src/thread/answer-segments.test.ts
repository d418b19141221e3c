import type { FunctionCall } from '@parley/contracts'
import { expect, test } from 'vitest'
import { answerSegments } from './answer-segments.ts'

const call = (id: string, textOffset: number): FunctionCall => ({
  id,
  round: 0,
  textOffset,
  name: 'find',
  arguments: {},
  state: 'succeeded',
})

test('text alone is one segment', () => {
  expect(answerSegments('Hello', [])).toEqual([{ kind: 'text', key: 'text-0', text: 'Hello', from: 0 }])
})

test('nothing yet is no segment', () => {
  expect(answerSegments('', [])).toEqual([])
})

test('calls stand where they were made, those of one round together', () => {
  const segments = answerSegments('Look. Found.', [call('b', 6), call('a', 0), call('c', 6)])
  expect(
    segments.map((segment) => (segment.kind === 'text' ? segment.text : segment.calls.map(({ id }) => id))),
  ).toEqual([['a'], 'Look. ', ['b', 'c'], 'Found.'])
})

test('a call whose text has not arrived stands at the end', () => {
  expect(answerSegments('Hi', [call('a', 99)]).map(({ kind }) => kind)).toEqual(['text', 'calls'])
})

import type { FunctionCall, MessagePart } from '@parley/contracts'
import { expect, test } from 'vitest'
import { placeParts } from './place-parts.ts'

const call = (id: string, result?: FunctionCall['result']): FunctionCall => ({
  id,
  round: 0,
  textOffset: 0,
  name: 'run_report',
  arguments: {},
  state: 'succeeded',
  ...(result !== undefined && { result }),
})
const card: MessagePart = { type: 'card', value: { kind: 'connect', functionCallId: 'a' } }
const chart = (total: number): MessagePart => ({ type: 'chart', value: { total } })

test('a card stands with its call, a chart with the call whose result it is, equal ones with one call each', () => {
  const calls = [call('a'), call('b', { total: 2 }), call('c', { total: 1 }), call('d', { total: 1 })]
  const { byCall, rest } = placeParts([{ type: 'text', value: 'x' }, card, chart(1), chart(1), chart(2)], calls)
  expect(byCall.get('a')?.map(({ part }) => part)).toEqual([card])
  expect(byCall.get('b')?.map(({ part }) => part)).toEqual([chart(2)])
  expect(byCall.get('c')).toHaveLength(1)
  expect(byCall.get('d')).toHaveLength(1)
  expect(rest).toEqual([])
})

test('what belongs to no call is not lost', () => {
  expect(placeParts([card, chart(9)], [call('z', { total: 1 })]).rest.map(({ part }) => part)).toEqual([card, chart(9)])
})

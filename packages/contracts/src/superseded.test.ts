import { expect, test } from 'vitest'
import { supersededIds } from './superseded.ts'

const question = (id: string, parentMessageId?: string) => ({ id, role: 'user' as const, parentMessageId })
const answer = (id: string, parentMessageId?: string) => ({ id, role: 'assistant' as const, parentMessageId })

const superseded = (...messages: Parameters<typeof supersededIds>[0]) => [...supersededIds(messages)]

test('a thread in which nothing was asked again has no older versions', () => {
  expect(superseded()).toEqual([])
  expect(superseded(question('q'), answer('a', 'q'), question('r'), answer('b', 'r'), answer('greeting'))).toEqual([])
})

test('of several answers to one question the last counts, whatever was asked between', () => {
  expect(superseded(question('q'), answer('a', 'q'), answer('b', 'q'))).toEqual(['a'])
  expect(
    superseded(question('q'), answer('a', 'q'), question('r'), answer('b', 'r'), answer('c', 'q'), answer('d', 'q')),
  ).toEqual(['a', 'c'])
})

test('a question worded anew takes all its answers with it, also where it is not in the stretch', () => {
  const thread = [question('q'), answer('a', 'q'), answer('b', 'q'), question('r', 'q'), answer('c', 'r')]
  expect(superseded(...thread)).toEqual(['q', 'a', 'b'])
  expect(superseded(...thread.slice(2))).toEqual(['b'])
  expect(superseded(...thread, question('s', 'r'))).toEqual(['q', 'a', 'b', 'r', 'c'])
})

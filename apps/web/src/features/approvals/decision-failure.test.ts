import { expect, test } from 'vitest'
import { decisionFailure } from './decision-failure.ts'

test('what is wrong with an argument stands beside it, the first of it; the rest is said with the whole', () => {
  const fields = {
    'arguments.text': ['At most 5 characters.', 'Something else.'],
    'arguments.items.0.name': ['Give it a name.'],
    arguments: ['must have text'],
  }
  expect(decisionFailure({ code: 'BAD_REQUEST', userMessage: 'Check it.', fields })).toEqual({
    userMessage: 'Check it. It must have text.',
    fields: { text: 'At most 5 characters.', items: 'Give it a name.' },
  })
  expect(decisionFailure({ code: 'CONFLICT', userMessage: 'Decided.' })).toEqual({
    userMessage: 'Decided.',
    fields: {},
  })
})

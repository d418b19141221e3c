import { expect, test } from 'vitest'
import { fillPrompt } from './fill-prompt.ts'

const variables = [
  { name: 'count', type: 'number' as const, defaultValue: 5 },
  { name: 'topic', type: 'string' as const },
  { name: 'formal', type: 'boolean' as const, defaultValue: false },
  { name: 'channels', type: 'array' as const, defaultValue: ['e-mail', 'search'] },
]
const content = '{{count}} lines on {{ topic }} for {{channels}}; formal: {{formal}}. Again: {{topic}}'

test('values and defaults stand where their names were, everywhere', () => {
  const filled = fillPrompt({ content, variables }, { topic: 'tea', channels: ['tv', 3, true], formal: true })
  expect(filled).toEqual({ text: '5 lines on tea for tv, 3, true; formal: true. Again: tea' })
  expect(fillPrompt({ content: 'n={{count}}', variables }, { topic: '', count: 0 })).toEqual({ text: 'n=0' })
})

test('what is put in is not looked through again, and has no other meaning', () => {
  const template = { content: '{{a}}{{b}}', variables: ['a', 'b'].map((name) => ({ name, type: 'string' as const })) }
  expect(fillPrompt(template, { a: '{{b}} $& $1 {{', b: 'a}}' })).toEqual({ text: '{{b}} $& $1 {{a}}' })
})

test('braces around what is no variable stay', () => {
  expect(fillPrompt({ content: 'Dear {{first_name}}, {{ }} {{a b}}', variables: [] }, {})).toEqual({
    text: 'Dear {{first_name}}, {{ }} {{a b}}',
  })
})

test('a value that is missing, of another type or of no variable is named', () => {
  const values = { count: '5', channels: 'tv', colour: 'red' }
  expect(fillPrompt({ content, variables }, values)).toEqual({
    faults: {
      'values.count': ['Give this variable a number.'],
      'values.topic': ['Give this variable a text.'],
      'values.channels': ['Give this variable a list.'],
      'values.colour': ['The prompt has no such variable.'],
    },
  })
})

test('a default of another type, or none at all, is as good as none', () => {
  const wrong = [
    { name: 'a', type: 'number' as const, defaultValue: 'five' },
    { name: 'b', type: 'array' as const, defaultValue: null },
    { name: 'constructor', type: 'string' as const },
  ]
  const filled = fillPrompt({ content: 'x', variables: wrong }, {})
  expect(Object.keys('faults' in filled ? filled.faults : {})).toEqual(['values.a', 'values.b', 'values.constructor'])
})

import { expect, test } from 'vitest'
import { chatRequestInput } from '../chat-request.ts'
import { readSituation } from '../situation.ts'
import { decideReply } from './decide-reply.ts'

const parameters = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }
const offered = (name: string) => ({ type: 'function', function: { name, parameters } })
const TOOLS = ['add_note', 'count_words', 'connect_google_analytics', 'run_report'].map(offered)

function replyTo(question: string, ...results: [name: string, content: object | string][]) {
  const tool_calls = results.map(([name], at) => ({
    id: `c${at}`,
    type: 'function',
    function: { name, arguments: '{}' },
  }))
  const told = results.map(([, content], at) => ({
    role: 'tool',
    tool_call_id: `c${at}`,
    content: JSON.stringify(content),
  }))
  const called = tool_calls.length > 0 ? [{ role: 'assistant', content: null, tool_calls }, ...told] : []
  const messages = [{ role: 'user', content: question }, ...called]
  return decideReply(readSituation(chatRequestInput.parse({ model: 'm', messages, tools: TOOLS })))
}

test.each([
  ['Use add_note with {"text":"Call Ana"}', [['add_note', '{"text":"Call Ana"}']]],
  [
    'Please use `add_note` with {"text":"a } \\" {","of":{"n":1}} now',
    [['add_note', '{"text":"a } \\" {","of":{"n":1}}']],
  ],
  [
    'Use add_note with {"text":"A"} and connect_google_analytics with {}, then count_words with {"text":"B"}',
    [
      ['add_note', '{"text":"A"}'],
      ['connect_google_analytics', '{}'],
      ['count_words', '{"text":"B"}'],
    ],
  ],
  ['Add a note: Call Ana', [['add_note', '{"text":"Call Ana"}']]],
  ['Could you count words of "spring sale"?', [['count_words', '{"text":"spring sale"}']]],
  ['Use add_note with {"text": 4', [['add_note', '{"text": 4']]],
])('%s', (question, expected) => {
  const { toolCalls } = replyTo(question)
  expect(toolCalls.map(({ name, arguments: args }) => [name, args])).toEqual(expected)
})

test('what is not offered is not called, and what others answer is left to them', () => {
  expect(replyTo('Use delete_note with {"id":1}').toolCalls).toEqual([])
  expect(replyTo('Run a report').toolCalls.map(({ name }) => name)).not.toContain('run_report')
})

test.each([
  [{ id: 7, of: { name: 'Ana' } }, /^\*\*add\\_note\*\* is done\. It says:\n- id: 7\n- of: /],
  ['Saved', /is done\. It says: Saved/],
  [{ error: 'The user declined this, so it was not run. Do not ask again.' }, /^You declined \*\*add\\_note\*\*/],
  [{ error: 'It is not known whether this was done.' }, /did not work\. It is not known whether this was done\./],
])('what came of it is said in plain words: %j', (result, expected) => {
  const reply = replyTo('Use add_note with {"text":"Call Ana"}', ['add_note', result])
  expect(reply.toolCalls).toEqual([])
  expect(reply.text).toMatch(expected)
})

import { randomUUID } from 'node:crypto'
import { Types } from 'mongoose'
import { expect, test } from 'vitest'
import { draftAnswer, draftQuestion } from './draft-exchange.ts'
import { toldMessages } from './told-messages.ts'

const at = new Date()
let seq = 0

function question(text: string, parentMessageId?: Types.ObjectId) {
  seq += 1
  const parts = [{ type: 'text' as const, value: text }]
  return draftQuestion({ clientMessageId: randomUUID(), parts, attachments: [], parentMessageId }, seq, at)
}

function answer(text: string, to: { _id: Types.ObjectId }) {
  seq += 1
  return { ...draftAnswer(to, seq, at), status: 'complete' as const, text }
}

const told = (...thread: Parameters<typeof toldMessages>[0]) => toldMessages(thread).map(({ text }) => text)

test('a thread in which nothing was asked again is told as it stands, without the answer being written', () => {
  const [first, second] = [question('Q1'), question('Q2')]
  expect(told(first, answer('A1', first), second, answer('', second))).toEqual(['Q1', 'A1', 'Q2'])
})

test('a question asked again is told once, last, without its earlier answers', () => {
  const [first, second] = [question('Q1'), question('Q2')]
  const thread = [first, answer('A1', first), answer('A1 again', first), second, answer('A2', second)]
  expect(told(...thread, answer('', second))).toEqual(['Q1', 'A1 again', 'Q2'])
  expect(told(...thread, answer('', first))).toEqual(['Q2', 'A2', 'Q1'])
  const third = question('Q3')
  expect(told(...thread, answer('A1 at last', first), third, answer('', third))).toEqual([
    ...['Q2', 'A2', 'Q1', 'A1 at last'],
    'Q3',
  ])
})

test('a question in other words is told without the old words and their answers', () => {
  const [first, second] = [question('Q1'), question('Q2')]
  const reworded = question('Q1 reworded', first._id)
  const thread = [first, answer('A1', first), second, answer('A2', second), reworded]
  expect(told(...thread, answer('', reworded))).toEqual(['Q2', 'A2', 'Q1 reworded'])
})

test('an answer whose question lies before what is read is told alone', () => {
  const [first, second] = [question('Q1'), question('Q2')]
  expect(told(answer('A1', first), second, answer('', second))).toEqual(['A1', 'Q2'])
  expect(told(answer('Welcome', { _id: new Types.ObjectId() }), second, answer('', second))).toEqual(['Welcome', 'Q2'])
})

import { expect, test } from 'vitest'
import { chatRequestInput } from '../chat-request.ts'
import { readSituation } from '../situation.ts'
import { decideReply } from './decide-reply.ts'

const MARK = '0123456789abcdef'
const withFile = (text: string, question: string, head: object = { name: 'visits.csv', type: 'text/csv' }) =>
  `Files the person attached to this message.\n\n<file-${MARK} ${JSON.stringify(head)}>\n${text}\n</file-${MARK}>\n\n${question}`

function answer(...questions: string[]): string {
  const messages = questions.flatMap((content, at) =>
    at === 0
      ? [{ role: 'user', content }]
      : [
          { role: 'assistant', content: 'Well.' },
          { role: 'user', content },
        ],
  )
  return decideReply(readSituation(chatRequestInput.parse({ model: 'sandbox-marketing', messages }))).text
}

const CSV = 'day,visits,note\nMonday,1200,"a, b"\nTuesday,34.5,\n,6,"say ""hi"""\n'

test('a table: its size, its first rows and what its columns of numbers add up to', () => {
  const text = answer(withFile(CSV, 'How many visits were there?'))
  expect(text).toContain('**visits.csv** has 3 rows and 3 columns: day, visits, note.')
  expect(text).toContain('| Monday | 1200 | a, b |')
  expect(text).toContain('|  | 6 | say "hi" |')
  expect(text).toContain('- **visits:** 1,240.5')
  expect(text).not.toContain('**note:**')
})

test('other separators; a table that was cut says so', () => {
  const cut = { name: 'a.csv', type: 'text/csv', note: 'Cut: these are its first 9 characters, the rest is not here.' }
  const text = answer(withFile('a;b\n1;2\n3;4', 'Sum it up', cut))
  expect(text).toContain('- **a:** 4\n- **b:** 6')
  expect(text).toContain('I was shown only its beginning')
})

test('text: its first lines, in a block they cannot leave', () => {
  const lines = ['```', '# Heading', ...Array.from({ length: 10 }, (_, at) => `Line ${at}`)]
  const text = answer(withFile(lines.join('\n'), 'What does the file say?', { name: 'plan.txt', type: 'text/plain' }))
  expect(text).toContain('has 12 lines of text. It begins:')
  expect(text).toContain('````text\n```\n# Heading\nLine 0')
  expect(text).not.toContain('Line 9')
})

test('a picture is not read', () => {
  const head = { name: 'logo.png', type: 'image/png', note: 'No text can be read in this file.' }
  expect(answer(withFile('', 'What is this?', head))).toContain('**logo.png**: No text can be read in this file.')
})

test('a later question about the file is answered from it, another one is not', () => {
  const first = withFile(CSV, 'Here it is')
  expect(answer(first, 'How many rows has the file?')).toContain('has 3 rows')
  expect(answer(first, 'What is CTR?')).toContain('CTR')
  expect(answer(first, 'What is CTR?')).not.toContain('visits.csv')
})

test('the words of the question are read without the file', () => {
  const system = { role: 'system', content: 'Write a short title. Answer with the title only.' }
  const messages = [system, { role: 'user', content: withFile(CSV, 'Best weekday of spring') }]
  const situation = readSituation(chatRequestInput.parse({ model: 'sandbox-marketing', messages }))
  expect(situation.question).toBe('Best weekday of spring')
})

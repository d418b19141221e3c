import { expect, test } from 'vitest'
import { cleanTitle } from './clean-title.ts'

test.each([
  ['Spring sale', 'Spring sale'],
  ['"Spring sale."', 'Spring sale'],
  ['**Title:** Spring sale', 'Spring sale'],
  ['Title: “Spring sale”', 'Spring sale'],
  ['\n\n# Spring *sale*\nand more', 'Spring sale'],
  ['[Spring](https://evil.example) sale', 'Spring sale'],
  ['Spring\u202Esale\u0000', 'Springsale'],
  ['- Tagging with utm_source', 'Tagging with utm_source'],
  ['  ', ''],
  ['""', ''],
  ['What will it cost?', 'What will it cost?'],
])('%j → %j', (answer, title) => {
  expect(cleanTitle(answer)).toBe(title)
})

test('at most 60 characters, cut between words where it can be', () => {
  const long = cleanTitle('How to plan a spring campaign for three markets with one small budget and two people')
  expect([...long].length).toBeLessThanOrEqual(60)
  expect(long).toMatch(/ \S+…$/)
  expect([...cleanTitle('字'.repeat(100))]).toHaveLength(60)
  expect([...cleanTitle('🎉'.repeat(100))]).toHaveLength(60)
})

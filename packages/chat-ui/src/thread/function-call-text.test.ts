import { expect, test } from 'vitest'
import { formatDuration, functionCallName, functionCallState, functionCallSubject } from './function-call-text.ts'

test('names are words', () => {
  expect(functionCallName('find_past_conversations')).toBe('Find past conversations')
  expect(functionCallName('readPageContext')).toBe('Read page context')
  expect(functionCallName('connect_google_analytics')).toBe('Connect Google Analytics')
})

test('the subject is the words it was asked with, whatever the model sent', () => {
  expect(functionCallSubject({ title: 'launch', from: '2026-03-01', limit: 5, deep: { a: 1 }, empty: '' })).toBe(
    'launch · 2026-03-01',
  )
  expect(functionCallSubject({ compareTo: 'previous_period', url: 'https://a_b.example' })).toBe(
    'previous period · https://a_b.example',
  )
  expect(functionCallSubject(null)).toBe('')
  expect(functionCallSubject('text')).toBe('')
  expect(functionCallSubject({ title: 'x'.repeat(60) })).toHaveLength(40)
})

test('the state has its time once it is known', () => {
  expect(functionCallState({ state: 'running', startedAt: '2026-01-02T03:04:05.000Z' })).toBe('Running')
  expect(functionCallState({ state: 'running' })).toBe('Approved')
  expect(functionCallState({ state: 'failed', durationMs: 320 })).toBe('Failed · 320 ms')
  expect(formatDuration(1500)).toMatch(/^1[.,]5 s$/)
})

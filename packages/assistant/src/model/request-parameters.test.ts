import { expect, test } from 'vitest'
import { requestParameters } from './request-parameters.ts'

const defaults = { temperature: 0.7, maxTokens: 1000, topP: 1, frequencyPenalty: 0, presencePenalty: 0 }

test('small servers get the old name and no defaults', () => {
  expect(requestParameters('llama3', 'http://127.0.0.1:11434/v1', defaults)).toEqual({
    max_tokens: 1000,
    temperature: 0.7,
  })
  expect(
    requestParameters('llama3', 'http://127.0.0.1:11434/v1', {
      ...defaults,
      topP: 0.5,
      frequencyPenalty: 1,
      presencePenalty: -1,
    }),
  ).toEqual({
    max_tokens: 1000,
    temperature: 0.7,
    top_p: 0.5,
    frequency_penalty: 1,
    presence_penalty: -1,
  })
})

test('OpenAI gets the new name, and its reasoning models no sampling parameters', () => {
  expect(requestParameters('gpt-4o', 'https://api.openai.com/v1', defaults)).toEqual({
    max_completion_tokens: 1000,
    temperature: 0.7,
  })
  expect(requestParameters('o4-mini', 'https://api.openai.com/v1', defaults)).toEqual({ max_completion_tokens: 1000 })
})

import { expect, test } from 'vitest'
import { requireJsonSchema } from './require-json-schema.ts'

test('a valid schema passes', () => {
  requireJsonSchema('inputSchema', { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] })
})

test('each fault is named by its path', () => {
  const schema = { type: 'object', properties: { age: { type: 'nmber', minimum: 'x' } }, required: 'age' }
  expect(() => requireJsonSchema('inputSchema', schema)).toThrow(
    expect.objectContaining({
      code: 'BAD_REQUEST',
      fields: expect.objectContaining({
        'inputSchema.properties.age.type': expect.arrayContaining([expect.any(String)]),
        'inputSchema.properties.age.minimum': ['must be number'],
        'inputSchema.required': ['must be array'],
      }),
    }),
  )
})

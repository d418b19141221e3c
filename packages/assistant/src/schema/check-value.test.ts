import { expect, test } from 'vitest'
import { checkValue } from './check-value.ts'

const text = {
  type: 'object',
  properties: { text: { type: 'string' } },
  required: ['text'],
  additionalProperties: false,
}

test('a value fits, or each fault is named by its path', async () => {
  expect(await checkValue(text, { text: 'Hi' })).toEqual({ type: 'fits' })
  expect(await checkValue(text, { text: 4, more: 1 })).toEqual({
    type: 'faults',
    faults: [
      { path: 'more', message: 'must NOT have additional properties' },
      { path: 'text', message: 'must be string' },
    ],
  })
  expect(await checkValue(text, {})).toMatchObject({ faults: [{ path: 'text' }] })
  expect(await checkValue(text, 'Hi')).toMatchObject({ faults: [{ path: '' }] })
})

test('references within the schema count, its own draft does not', async () => {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', $defs: { a: { type: 'integer' } } }
  const of = { ...schema, type: 'object', properties: { n: { $ref: '#/$defs/a' } } }
  expect(await checkValue(of, { n: 1 })).toEqual({ type: 'fits' })
  expect(await checkValue(of, { n: 'x' })).toMatchObject({ faults: [{ path: 'n' }] })
})

const deep = (levels: number) =>
  Object.fromEntries(
    Array.from({ length: levels }, (_, at) => {
      const next = { $ref: `#/$defs/l${at + 1}` }
      return [`l${at}`, { allOf: [next, next] }]
    }),
  )

test.each([
  ['a pattern that goes back and forth', { properties: { text: { pattern: '^(a+)+$' } } }],
  ['references that double at every step', { $ref: '#/$defs/l0', $defs: { ...deep(40), l40: { type: 'object' } } }],
  ['a reference to itself', { $ref: '#' }],
  ['a reference to elsewhere', { $ref: 'https://elsewhere.test/schema' }],
  ['a type there is not', { type: 'txt' }],
])('%s is unusable, while others are checked', async (_name, schema) => {
  const [hostile, plain] = await Promise.all([
    checkValue(schema, { text: `${'a'.repeat(60)}b` }),
    checkValue(text, { text: 'Hi' }),
  ])
  expect(hostile).toMatchObject({ type: 'unusable', message: expect.any(String) })
  expect(plain).toEqual({ type: 'fits' })
})

import { expect, test } from 'vitest'
import { argumentFields, fieldText } from './argument-fields.ts'
import { readArguments } from './read-arguments.ts'

const SCHEMA = {
  type: 'object',
  required: ['text', 'count'],
  properties: {
    text: { type: 'string', title: 'Note', description: 'What it says.' },
    body_text: { type: 'string', maxLength: 5000 },
    count: { type: 'integer' },
    budget: { type: ['number', 'null'] },
    isUrgent: { type: 'boolean' },
    kind: { enum: ['short', 'long', 3] },
    people: { type: 'array', items: { type: 'string' } },
    odd: { anyOf: [{ type: 'string' }, { type: 'number' }] },
  },
}
const ARGS = { text: 'Call Ana', count: 2, isUrgent: false, kind: 3, people: ['Ana'], extra: 'beyond the schema' }

const byName = (args: typeof ARGS | Record<string, never> | Record<string, unknown> = ARGS) =>
  Object.fromEntries(argumentFields(SCHEMA, JSON.parse(JSON.stringify(args))).map((field) => [field.name, field]))

test('each argument has the field its schema asks for; what fits none is JSON', () => {
  const kinds = Object.entries(byName()).map(([name, { kind }]) => [name, kind])
  expect(kinds).toEqual([
    ['text', 'text'],
    ['body_text', 'longText'],
    ['count', 'number'],
    ['budget', 'number'],
    ['isUrgent', 'choice'],
    ['kind', 'choice'],
    ['people', 'json'],
    ['odd', 'json'],
    ['extra', 'text'],
  ])
  expect(byName().text).toMatchObject({ label: 'Note', hint: 'What it says.', isRequired: true })
  expect(byName().body_text).toMatchObject({ label: 'Body text', hint: null, isRequired: false })
})

test('a value its schema does not expect is shown as it is, as JSON', () => {
  const { text, count, kind } = byName({ text: { deep: true }, count: 'many', kind: 'other' })
  expect([text?.kind, count?.kind, kind?.kind]).toEqual(['json', 'json', 'json'])
})

test('arguments or a schema of a strange shape give no fields, and names every object has are only names', () => {
  expect(argumentFields({}, 'text')).toEqual([])
  expect(argumentFields({ properties: ['a'] }, [1])).toEqual([])
  const [field] = argumentFields({ properties: { constructor: { type: 'string' } }, required: 'no' }, {})
  expect(field).toMatchObject({ name: 'constructor', value: undefined, kind: 'text', isRequired: false })
  expect(readArguments(field ? [field] : [], {})).toEqual({ args: {}, errors: null })
})

test('what was not touched stays exactly as it was, what was emptied is left out', () => {
  const fields = argumentFields(SCHEMA, ARGS)
  expect(readArguments(fields, {}).args).toEqual(ARGS)
  const { people, extra, ...rest } = ARGS
  expect(readArguments(fields, { people: '', extra: ' ' }).args).toEqual(rest)
})

test('what was typed is read as what the field holds', () => {
  const fields = argumentFields(SCHEMA, ARGS)
  const typed = { count: ' 12 ', budget: '1e3', isUrgent: '0', kind: '1', people: '["Bo", 2]', body_text: 'a\nb' }
  expect(readArguments(fields, typed).args).toEqual({
    ...ARGS,
    count: 12,
    budget: 1000,
    isUrgent: true,
    kind: 'long',
    people: ['Bo', 2],
    body_text: 'a\nb',
  })
})

test('what cannot be read is said beside its field, and nothing is sent', () => {
  const fields = argumentFields(SCHEMA, ARGS)
  expect(readArguments(fields, { text: '', count: '1.5', budget: '1,000', people: '[' })).toEqual({
    args: null,
    errors: {
      text: 'This is needed.',
      count: 'Write a whole number.',
      budget: 'Write a number, such as 1200.5.',
      people: 'This is not valid JSON.',
    },
  })
  expect(readArguments(argumentFields(SCHEMA, {}), {}).errors).toEqual({
    text: 'This is needed.',
    count: 'This is needed.',
  })
  for (const number of ['Infinity', '0x10', '1 2', 'NaN', '--1']) {
    expect(readArguments(fields, { budget: number }).errors, number).toHaveProperty('budget')
  }
})

test('what is too long, short, small or large is said in plain words; characters count, not their parts', () => {
  const properties = {
    name: { type: 'string', minLength: 2, maxLength: 3 },
    budget: { type: 'number', minimum: 1, maximum: 9.5 },
  }
  const fields = argumentFields({ properties }, {})
  expect(readArguments(fields, { name: '👍👍👍', budget: '9.5' }).errors).toBeNull()
  expect(readArguments(fields, { name: 'four', budget: '0' }).errors).toEqual({
    name: 'Keep it to 3 characters; these are 4.',
    budget: 'Write 1 or more.',
  })
  expect(readArguments(fields, { name: 'x', budget: '10' }).errors).toEqual({
    name: 'Write at least 2 characters.',
    budget: 'Write 9.5 or less.',
  })
})

test('a field says what it holds before it is changed', () => {
  const fields = byName()
  const texts = Object.entries(fields).map(([name, field]) => [name, fieldText(field)])
  expect(Object.fromEntries(texts)).toMatchObject({
    text: 'Call Ana',
    count: '2',
    budget: '',
    isUrgent: '1',
    kind: '2',
  })
})

import type { Json } from './approve-stage.ts'
import { type ArgumentField, fieldText, type Limits } from './argument-fields.ts'
import { type JsonObject, own } from './json-object.ts'

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i

export type ReadArguments =
  | { args: JsonObject; errors: null }
  /** Argument name → what is wrong with what was typed. */
  | { args: null; errors: Record<string, string> }

/** The arguments that were typed. What was not touched stays exactly as it was; the rest of the schema is the server's to hold. */
export function readArguments(
  fields: readonly ArgumentField[],
  texts: Readonly<Record<string, string>>,
): ReadArguments {
  const read = fields.map((field) => ({
    name: field.name,
    ...readField(field, own(texts, field.name) ?? fieldText(field)),
  }))
  const errors = read.flatMap(({ name, error }) => (error === undefined ? [] : [[name, error]]))
  if (errors.length > 0) return { args: null, errors: Object.fromEntries(errors) }
  return {
    args: Object.fromEntries(read.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]))),
    errors: null,
  }
}

interface Read {
  value?: Json | undefined
  error?: string
}

function readField(field: ArgumentField, typed: string): Read {
  if (typed === fieldText(field) && (field.value !== undefined || !field.isRequired)) return { value: field.value }
  if (typed.trim() === '') return field.isRequired ? { error: 'This is needed.' } : {}
  switch (field.kind) {
    case 'choice':
      return { value: field.options[Number(typed)]?.value }
    case 'number':
      return readNumber(typed.trim(), field)
    case 'json':
      return readJson(typed)
    case 'text':
    case 'longText':
      return readText(typed, field.limits)
  }
}

/** Length counts characters, as JSON Schema has it, not UTF-16 units. */
function readText(typed: string, { minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Limits): Read {
  const { length } = [...typed]
  if (length > maxLength) return { error: `Keep it to ${maxLength} characters; these are ${length}.` }
  return length < minLength ? { error: `Write at least ${minLength} characters.` } : { value: typed }
}

function readNumber(typed: string, { isInteger, limits }: ArgumentField): Read {
  const value = Number(typed)
  if (!NUMBER.test(typed) || !Number.isFinite(value)) return { error: 'Write a number, such as 1200.5.' }
  if (isInteger && !Number.isInteger(value)) return { error: 'Write a whole number.' }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = limits
  if (value < minimum) return { error: `Write ${minimum} or more.` }
  return value > maximum ? { error: `Write ${maximum} or less.` } : { value }
}

function readJson(typed: string): Read {
  try {
    const value: Json = JSON.parse(typed)
    return { value }
  } catch {
    return { error: 'This is not valid JSON.' }
  }
}

import { functionCallName } from '../thread/function-call-text.ts'
import type { Json } from './approve-stage.ts'
import { shortText } from './shown-text.ts'

interface Option {
  label: string
  value: Json
}

/** One argument of a tool, as its JSON Schema describes it. `options` are those of a `choice`. */
export interface ArgumentField {
  name: string
  label: string
  hint: string | null
  kind: 'text' | 'longText' | 'number' | 'choice' | 'json'
  isInteger: boolean
  isRequired: boolean
  options: readonly Option[]
  /** What it is called with; undefined where it is left out. */
  value: Json | undefined
}

type JsonObject = Record<string, Json>

const LONG_TEXT = 80
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i
const YES_OR_NO: readonly Option[] = [
  { label: 'Yes', value: true },
  { label: 'No', value: false },
]

/** The arguments the schema names, in its order, then those it does not. What fits no simple field is JSON. */
export function argumentFields(schema: JsonObject, args: Json): ArgumentField[] {
  const values = asObject(args)
  const described = asObject(schema.properties)
  const required = Array.isArray(schema.required) ? schema.required : []
  return [...new Set([...Object.keys(described), ...Object.keys(values)])].map((name) => {
    const property = asObject(own(described, name))
    const value = own(values, name)
    return {
      name,
      label: shortText(text(property.title) || functionCallName(name) || name, 80),
      hint: text(property.description) ? shortText(text(property.description), 300) : null,
      isRequired: required.includes(name),
      value,
      ...fieldOf(property, value),
    }
  })
}

function fieldOf(property: JsonObject, value: Json | undefined): Pick<ArgumentField, 'kind' | 'isInteger' | 'options'> {
  const type = typeOf(property, value)
  const options = optionsOf(property, type)
  const isInteger = type === 'integer'
  if (options.length > 0) {
    const isOffered = value === undefined || options.some((option) => isSame(option.value, value))
    return { kind: isOffered ? 'choice' : 'json', isInteger, options }
  }
  if (type === 'string' && (value === undefined || typeof value === 'string')) {
    const isLong =
      (value?.length ?? 0) > LONG_TEXT || value?.includes('\n') || Number(property.maxLength) > LONG_TEXT * 2
    return { kind: isLong ? 'longText' : 'text', isInteger, options }
  }
  const isNumber = type === 'number' || isInteger
  if (isNumber && (value === undefined || typeof value === 'number')) return { kind: 'number', isInteger, options }
  return { kind: 'json', isInteger, options }
}

/** The one type it may have beside null; where the schema names none, the value's. */
function typeOf({ type }: JsonObject, value: Json | undefined): Json | undefined {
  const named = (Array.isArray(type) ? type : [type]).filter((each) => each !== undefined && each !== 'null')
  if (named.length === 0 && value !== undefined) return typeof value
  return named.length === 1 ? named[0] : undefined
}

function optionsOf(property: JsonObject, type: Json | undefined): readonly Option[] {
  if (Array.isArray(property.enum)) {
    return property.enum.map((value) => ({ label: shortText(asWords(value), 120), value }))
  }
  return type === 'boolean' ? YES_OR_NO : []
}

/** What a field holds before it is changed. */
export function fieldText({ kind, options, value }: ArgumentField): string {
  if (value === undefined) return ''
  if (kind === 'choice') return String(options.findIndex((option) => isSame(option.value, value)))
  return kind === 'json' ? JSON.stringify(value, null, 2) : String(value)
}

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

function readField(field: ArgumentField, typed: string): { value?: Json | undefined; error?: string } {
  if (typed === fieldText(field) && (field.value !== undefined || !field.isRequired)) return { value: field.value }
  if (typed.trim() === '') return field.isRequired ? { error: 'This is needed.' } : {}
  switch (field.kind) {
    case 'choice':
      return { value: field.options[Number(typed)]?.value }
    case 'number':
      return readNumber(typed.trim(), field.isInteger)
    case 'json':
      return readJson(typed)
    case 'text':
    case 'longText':
      return { value: typed }
  }
}

function readNumber(typed: string, isInteger: boolean): { value: number } | { error: string } {
  const value = Number(typed)
  if (!NUMBER.test(typed) || !Number.isFinite(value)) return { error: 'Write a number, such as 1200.5.' }
  return isInteger && !Number.isInteger(value) ? { error: 'Write a whole number.' } : { value }
}

function readJson(typed: string): { value: Json } | { error: string } {
  try {
    const value: Json = JSON.parse(typed)
    return { value }
  } catch {
    return { error: 'This is not valid JSON.' }
  }
}

/** A value as the words to read it by. */
export function asWords(value: Json): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return JSON.stringify(value, null, 2)
}

function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

/** Names come from strangers: what every object has by birth is not theirs. */
function own<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : ''
}

function isSame(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

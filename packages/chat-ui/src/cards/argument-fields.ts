import { functionCallName } from '../thread/function-call-text.ts'
import type { Json } from './approve-stage.ts'
import { asObject, type JsonObject, own } from './json-object.ts'
import { shortText } from './shown-text.ts'

interface Option {
  label: string
  value: Json
}

/** What its schema holds a text or number to; the rest of a schema is the server's to hold. */
export interface Limits {
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
}

/** One argument of a tool, as its JSON Schema describes it. `options` are those of a `choice`. */
export interface ArgumentField {
  name: string
  label: string
  hint: string | null
  kind: 'text' | 'longText' | 'number' | 'choice' | 'json'
  isInteger: boolean
  isRequired: boolean
  limits: Limits
  options: readonly Option[]
  /** What it is called with; undefined where it is left out. */
  value: Json | undefined
}

type Shape = Pick<ArgumentField, 'kind' | 'isInteger' | 'options'>
const LONG_TEXT = 80
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
      limits: limitsOf(property),
      ...fieldOf(property, value),
    }
  })
}

function fieldOf(property: JsonObject, value: Json | undefined): Shape {
  const type = typeOf(property, value)
  const options = optionsOf(property, type)
  const isInteger = type === 'integer'
  if (options.length > 0) {
    const isOffered = value === undefined || options.some((option) => isSame(option.value, value))
    return { kind: isOffered ? 'choice' : 'json', isInteger, options }
  }
  if (type === 'string' && (value === undefined || typeof value === 'string')) {
    const isLong =
      (value?.length ?? 0) > LONG_TEXT || value?.includes('\n') || (limitsOf(property).maxLength ?? 0) > LONG_TEXT * 2
    return { kind: isLong ? 'longText' : 'text', isInteger, options }
  }
  const isNumber = type === 'number' || isInteger
  if (isNumber && (value === undefined || typeof value === 'number')) return { kind: 'number', isInteger, options }
  return { kind: 'json', isInteger, options }
}

function limitsOf(property: JsonObject): Limits {
  const limit = (name: keyof Limits) => {
    const value = own(property, name)
    return typeof value === 'number' ? { [name]: value } : {}
  }
  return { ...limit('minLength'), ...limit('maxLength'), ...limit('minimum'), ...limit('maximum') }
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

/** A value as the words to read it by. */
export function asWords(value: Json): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  return JSON.stringify(value, null, 2)
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : ''
}

function isSame(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

import { Int32 } from 'bson'
import type { Sequences } from '../commands/command.ts'
import { type Doc, decodeDocument, type Value } from '../values/index.ts'

/** What says nothing of the question asked. */
const LEFT_OUT = new Set(['lsid', 'txnNumber', 'autocommit', 'startTransaction', 'comment', 'cursor', 'let'])
/** Their numbers are directions and switches. */
const PLAIN = new Set(['sort', 'projection', 'hint', 'key', '$sort', 'limit', 'skip', 'batchSize', 'maxTimeMS'])

const MAX_LENGTH = 1000
const MAX_DEPTH = 12

/** A command without the values in it: names of fields and operators, `?` for what they are compared with or set to. */
export function commandShape(body: Doc, sequences: Sequences = new Map()): string {
  const [[name, target] = ['', null], ...rest] = body
  const about = rest.filter(([key]) => !key.startsWith('$') && !LEFT_OUT.has(key))
  const shown = about.map(([key, value]) => `${key}: ${shape(value, PLAIN.has(key), 0)}`)
  for (const [key, [first, ...others]] of sequences)
    if (first) shown.push(`${key}: [${rawShape(first)}${others.length > 0 ? ` and ${others.length} more` : ''}]`)
  const text = [name, typeof target === 'string' ? target : '', `{ ${shown.join(', ')} }`].join(' ')
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
}

/** Large documents are not decoded to be described. */
const rawShape = (bytes: Uint8Array): string =>
  bytes.length > 16_384 ? '{ … }' : shape(decodeDocument(bytes), false, 0)

function shape(value: Value, isPlain: boolean, depth: number): string {
  if (value instanceof Map) {
    if (depth > MAX_DEPTH) return '{ … }'
    return `{ ${[...value].map(([key, inner]) => `${key}: ${shape(inner, isPlain || PLAIN.has(key), depth + 1)}`).join(', ')} }`
  }
  if (Array.isArray(value)) {
    if (depth > MAX_DEPTH) return '[ … ]'
    const shapes = [...new Set(value.slice(0, 50).map((inner) => shape(inner, isPlain, depth + 1)))]
    return `[${shapes.join(', ')}]`
  }
  if (isPlain && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  if (isPlain && value instanceof Int32) return String(value.value)
  return '?'
}

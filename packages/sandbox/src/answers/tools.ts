import { type Reply, say } from '../reply.ts'
import type { Situation, ToolResult } from '../situation.ts'
import { plain } from './words.ts'

/** What the other rules call by themselves. */
const KNOWN = [
  'find_past_conversations',
  'get_page_context',
  'get_current_date',
  'list_connections',
  'connect_google_analytics',
  'run_report',
]

type Parameters = Record<string, unknown>

/** Calls tools by name, `Use add_note with {"text":"Call Ana"}`, or one it does not know otherwise in words, and says what came of it. */
export function answerTools(situation: Situation): Reply | null {
  const toolCalls = callsAsked(situation)
  if (toolCalls.length === 0) return null
  const results = situation.results.filter(({ name }) => toolCalls.some((made) => made.name === name))
  return results.length === 0 ? { text: '', toolCalls } : say(results.map(sayResult).join('\n\n'))
}

function callsAsked({ question, tools }: Situation): Reply['toolCalls'] {
  const named = [...question.matchAll(/\b(?:use|call|run|and|then)\s+`?([a-z]\w*)`?\s+with\s+(?=`?\{)/gi)]
    .filter(([, name = '']) => tools.has(name))
    .map((found) => ({ name: found[1] ?? '', arguments: objectAt(question, found.index + found[0].length) }))
  if (named.length > 0) return named
  for (const [name, parameters] of tools) {
    if (KNOWN.includes(name) || !wordsOf(name).test(question)) continue
    return [{ name, arguments: JSON.stringify(argumentsFrom(question, parameters)) }]
  }
  return []
}

/** `add_note`: add note, add a note, add_note. */
function wordsOf(name: string): RegExp {
  return new RegExp(`\\b${name.split('_').join('(?:\\s+(?:an?|the|my|our))?[\\s_]+')}\\b`, 'i')
}

/** The JSON object that begins here, as it is written; what never ends is handed on as it stands. */
function objectAt(text: string, start: number): string {
  const from = text.indexOf('{', start)
  let depth = 0
  let isQuoted = false
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (isQuoted && character === '\\') at += 1
    else if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && character === '{') depth += 1
    else if (!isQuoted && character === '}') depth -= 1
    if (depth === 0) return text.slice(from, at + 1)
  }
  return text.slice(from)
}

/** What is quoted or follows a colon, as the first text the tool must have. */
function argumentsFrom(question: string, { required, properties }: Parameters): Record<string, string> {
  const said = /["“]([^"”]+)["”]/.exec(question)?.[1] ?? /:\s*(\S[^\n]*)/.exec(question)?.[1]
  const names: unknown[] = Array.isArray(required) ? required : Object.keys(Object(properties))
  const [name] = names
  return said !== undefined && typeof name === 'string' ? { [name]: said.trim() } : {}
}

function sayResult({ name, content }: ToolResult): string {
  const title = `**${plain(name)}**`
  const value = parsed(content)
  const error = typeof value === 'object' && value !== null && 'error' in value ? String(value.error) : null
  if (error?.includes('declined')) return `You declined ${title}, so it was not run and nothing was changed.`
  if (error !== null) return `${title} did not work. ${plain(error)}`
  if (typeof value !== 'object' || value === null) return `${title} is done. It says: ${plain(String(value))}`
  const lines = Object.entries(value).map(([field, of]) => `- ${plain(field)}: ${plain(textOf(of))}`)
  return [`${title} is done. It says:`, ...lines].join('\n')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return content
  }
}

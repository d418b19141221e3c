import type { FunctionCall } from '@parley/contracts'

const STATE_WORDS: Record<FunctionCall['state'], string> = {
  proposed: 'Waiting',
  awaiting_connection: 'Needs a connection',
  awaiting_approval: 'Needs your approval',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  declined: 'Declined',
}

/** Names that keep their capitals in the middle of a line. */
const PROPER_NAMES: readonly string[] = ['Google Analytics']

/** `find_past_conversations` → "Find past conversations", `connect_google_analytics` → "Connect Google Analytics". */
export function functionCallName(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .trim()
    .toLowerCase()
  const named = PROPER_NAMES.reduce((text, proper) => text.replace(proper.toLowerCase(), proper), words)
  return named.charAt(0).toUpperCase() + named.slice(1)
}

/** On what: the arguments that are words, "launch · 2026-03-01". Empty when there are none. */
export function functionCallSubject(args: FunctionCall['arguments']): string {
  if (args === null || typeof args !== 'object' || Array.isArray(args)) return ''
  return Object.values(args)
    .filter((value) => typeof value === 'string' && value !== '')
    .slice(0, 3)
    .map((value) => shorten(asWords(String(value))))
    .join(' · ')
}

/** `previous_period` → "previous period"; anything but such a name stays as it is. */
function asWords(value: string): string {
  return /^[a-z\d]+(?:_[a-z\d]+)+$/.test(value) ? value.replaceAll('_', ' ') : value
}

/** Approved, and not begun: what else the answer waits for comes first. */
export function isApproved({ state, startedAt }: Pick<FunctionCall, 'state' | 'startedAt'>): boolean {
  return state === 'running' && startedAt === undefined
}

/** "Done · 0.3 s". */
export function functionCallState(call: Pick<FunctionCall, 'state' | 'startedAt' | 'durationMs'>): string {
  const word = isApproved(call) ? 'Approved' : STATE_WORDS[call.state]
  return call.durationMs === undefined ? word : `${word} · ${formatDuration(call.durationMs)}`
}

/** Milliseconds under a second, then seconds with one decimal. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(1, Math.round(milliseconds))} ms`
  return `${(milliseconds / 1000).toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

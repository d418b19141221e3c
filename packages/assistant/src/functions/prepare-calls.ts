import type { FunctionCall } from '@parley/contracts'
import type { RawCall } from '../model/collect-calls.ts'
import type { Json } from './assistant-function.ts'
import { findArgumentProblem } from './find-argument-problem.ts'

/** The most calls of one round that are run; what is beyond is refused. */
export const MAX_CALLS_PER_ROUND = 16
const MAX_ARGUMENT_CHARACTERS = 16_384

/**
 * What the model asked for, as it is kept: an id that is unique in the message and that every server takes, a name with safe characters,
 * parsed arguments. `error` says why a call can't run.
 */
export function prepareCalls(
  raw: readonly RawCall[],
  round: number,
  textOffset: number,
  taken: ReadonlySet<string>,
): FunctionCall[] {
  const ids = new Set(taken)
  return raw.slice(0, MAX_CALLS_PER_ROUND * 2).map((made, index) => {
    const id =
      made.id !== undefined && /^[\w-]{1,64}$/.test(made.id) && !ids.has(made.id) ? made.id : ownId(round, index, ids)
    ids.add(id)
    const parsed = parseArguments(made.arguments)
    const error = index >= MAX_CALLS_PER_ROUND ? `At most ${MAX_CALLS_PER_ROUND} calls are run at once.` : parsed.error
    return {
      id,
      round,
      textOffset,
      name: made.name.replace(/[^\w-]/g, '_').slice(0, 64) || 'unnamed',
      arguments: parsed.value,
      state: error === undefined ? 'proposed' : 'failed',
      ...(error !== undefined && { error }),
    }
  })
}

/** Nine letters and digits, which is the only form that Mistral's servers take. */
function ownId(round: number, index: number, taken: ReadonlySet<string>): string {
  const id = `call${String(round).padStart(2, '0')}${String(index).padStart(3, '0')}`
  return taken.has(id) ? ownId(round, index + 1, taken) : id
}

function parseArguments(text: string): { value: Json; error?: string } {
  if (text.trim() === '') return { value: {} }
  if (text.length > MAX_ARGUMENT_CHARACTERS) return { value: text.slice(0, 200), error: 'The arguments are too long.' }
  try {
    const value: Json = JSON.parse(text)
    const error = findArgumentProblem(value)
    return error === null ? { value } : { value: text.slice(0, 2000), error }
  } catch {
    return { value: text.slice(0, 2000), error: 'The arguments are not valid JSON.' }
  }
}

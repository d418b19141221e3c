import type { FunctionCall, MessagePart } from '@parley/contracts'
import type { TurnRound } from '../ports.ts'
import type { AssistantFunction, FunctionScope } from './assistant-function.ts'
import { runCall } from './run-call.ts'

export interface CallRun {
  round: TurnRound
  offered: ReadonlyMap<string, AssistantFunction>
  scope: Omit<FunctionScope, 'show'>
  signal: AbortSignal
  /** After every change of a call. */
  onChange: (made: FunctionCall) => void
  /** For every card and chart a call shows, before its change. */
  onPart: (part: MessagePart) => void
}

/** A call to run now: new, cut off by a crash, or waiting for a connection when its turn goes on. */
export function isOpen({ state }: FunctionCall): boolean {
  return state === 'proposed' || state === 'running' || state === 'awaiting_connection'
}

/** Runs the open calls of a round, side by side, and keeps what comes of them in the round. An abort leaves none running. */
export async function runCalls({ round, offered, scope, signal, onChange, onPart }: CallRun): Promise<void> {
  const change = (at: number, made: FunctionCall) => {
    round.functionCalls[at] = made
    onChange(made)
  }
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  const works = round.functionCalls.map(async (made, at) => {
    if (made.state === 'failed') onChange(made)
    if (!isOpen(made)) return
    const running: FunctionCall = { ...made, state: 'running', startedAt: scope.now().toISOString() }
    change(at, running)
    const ended = await runCall(running, offered, scope)
    if (signal.aborted) return
    for (const part of ended.parts) onPart(part)
    change(at, ended.made)
  })
  await Promise.race([Promise.all(works), stopped])
  for (const [at, made] of round.functionCalls.entries()) {
    if (made.state === 'running') change(at, { ...made, state: 'failed', error: 'Stopped before it ended.' })
  }
}

import type { FunctionCall } from '@parley/contracts'
import type { TurnRound } from '../ports.ts'
import type { AssistantFunction, FunctionScope } from './assistant-function.ts'
import { runCall } from './run-call.ts'

export interface CallRun {
  round: TurnRound
  offered: ReadonlyMap<string, AssistantFunction>
  scope: FunctionScope
  signal: AbortSignal
  /** After every change of a call. */
  onChange: (made: FunctionCall) => void
}

/** Runs the calls of a round that have not ended, side by side, and keeps what comes of them in the round. An abort leaves none running. */
export async function runCalls({ round, offered, scope, signal, onChange }: CallRun): Promise<void> {
  const change = (at: number, made: FunctionCall) => {
    round.functionCalls[at] = made
    onChange(made)
  }
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  const works = round.functionCalls.map(async (made, at) => {
    if (made.state === 'failed') onChange(made)
    if (made.state !== 'proposed' && made.state !== 'running') return
    const running: FunctionCall = { ...made, state: 'running', startedAt: scope.now().toISOString() }
    change(at, running)
    const ended = await runCall(running, offered, scope)
    if (!signal.aborted) change(at, ended)
  })
  await Promise.race([Promise.all(works), stopped])
  for (const [at, made] of round.functionCalls.entries()) {
    if (made.state === 'running') change(at, { ...made, state: 'failed', error: 'Stopped before it ended.' })
  }
}

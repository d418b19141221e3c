import { type FunctionCall, type MessagePart, OUTCOME_UNKNOWN } from '@parley/contracts'
import type { TurnRound } from '../ports.ts'
import { isAsApproved } from './ask-approval.ts'
import type { AssistantFunction } from './assistant-function.ts'
import { findApproveCard } from './message-parts.ts'
import { type RoundScope, runCall } from './run-call.ts'
import { type CallStep, stepOfCall } from './step-of-call.ts'

export interface CallRun {
  round: TurnRound
  offered: ReadonlyMap<string, AssistantFunction>
  scope: RoundScope
  /** What the answer shows already, with the cards that asked. */
  shown: readonly MessagePart[]
  /** Keeps how far the turn is; false where that could not be. Done before anything with an effect runs. */
  save: () => Promise<boolean>
  /** After every change of a call. */
  onChange: (made: FunctionCall) => void
  /** For every card and chart a call shows, before its change. */
  onPart: (part: MessagePart) => void
}

/** Runs the open calls of a round, side by side, and keeps what comes of them in the round. An abort leaves none running. */
export async function runCalls(run: CallRun): Promise<void> {
  const { round, offered, scope, onChange } = run
  const { signal } = scope
  const change = (at: number, made: FunctionCall) => {
    round.functionCalls[at] = made
    onChange(made)
  }
  const plans = round.functionCalls.map((made) => planOf(run, made))
  const effects = new Set<number>()
  for (const [at, { made, step, hasEffect }] of plans.entries()) {
    if (made.state === 'failed') onChange(made)
    if (step === 'unknown') change(at, { ...made, state: 'failed', error: OUTCOME_UNKNOWN })
    if (step !== 'run') continue
    const refusal = hasEffect ? findRefusal(run, made) : null
    if (refusal !== null) {
      change(at, { ...made, state: 'failed', error: refusal })
      continue
    }
    if (hasEffect) effects.add(at)
    change(at, { ...made, state: 'running', startedAt: scope.now().toISOString() })
  }
  const isSaved = effects.size === 0 || (await run.save())
  if (signal.aborted) return stopRunning(run, change, () => STOPPED)
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  const works = plans.map(async ({ step }, at) => {
    const made = round.functionCalls[at]
    if (!made || (step === 'run' ? made.state !== 'running' : step !== 'ask')) return
    if (effects.has(at) && !isSaved) return change(at, { ...made, state: 'failed', error: NOT_SAVED })
    const ended = await runCall(made, offered, scope, step === 'ask' ? 'ask' : 'run')
    if (signal.aborted) return
    for (const part of ended.parts) run.onPart(part)
    change(at, ended.made)
  })
  await Promise.race([Promise.all(works), stopped])
  stopRunning(run, change, (at) => (effects.has(at) ? `${STOPPED} ${OUTCOME_UNKNOWN}` : STOPPED))
}

function stopRunning(
  { round }: CallRun,
  change: (at: number, made: FunctionCall) => void,
  why: (at: number) => string,
): void {
  for (const [at, made] of round.functionCalls.entries()) {
    if (made.state === 'running') change(at, { ...made, state: 'failed', error: why(at) })
  }
}

const STOPPED = 'Stopped before it ended.'
const NOT_SAVED = 'It was not run, as nothing could be saved just then.'

interface CallPlan {
  made: FunctionCall
  step: CallStep
  hasEffect: boolean
}

/** What once asked has an effect, whatever became of its tool since. */
function planOf({ offered, shown }: CallRun, made: FunctionCall): CallPlan {
  const found = offered.get(made.name)
  const hasEffect = (found !== undefined && found.effect !== 'read') || findApproveCard(shown, made.id) !== undefined
  return { made, hasEffect, step: stepOfCall(made, hasEffect) }
}

/** Why what was approved is not run after all. */
function findRefusal({ offered, shown }: CallRun, made: FunctionCall): string | null {
  const found = offered.get(made.name)
  const isSame = found !== undefined && isAsApproved(findApproveCard(shown, made.id), made, found)
  return isSame ? null : 'It was not run: the tool was changed since this was approved.'
}

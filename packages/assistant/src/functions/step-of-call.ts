import type { FunctionCall } from '@parley/contracts'

/** `ask`: the person first. `wait`: for the person. `unknown`: it had begun when its server died, and may be done. */
export type CallStep = 'run' | 'ask' | 'wait' | 'unknown' | 'none'

/**
 * What is to be done about a call when its round is run, or run on by a later attempt. A read may be run again; what has an effect runs
 * when it was approved, `running` without a start, and never a second time.
 */
export function stepOfCall({ state, startedAt }: FunctionCall, hasEffect: boolean): CallStep {
  switch (state) {
    case 'proposed':
      return hasEffect ? 'ask' : 'run'
    case 'awaiting_connection':
      return 'run'
    case 'awaiting_approval':
      return 'wait'
    case 'running':
      return hasEffect && startedAt !== undefined ? 'unknown' : 'run'
    default:
      return 'none'
  }
}

/** A call with something left to do before the model is asked again, but for what the person has to. */
export function isOpen({ state }: FunctionCall): boolean {
  return state === 'proposed' || state === 'running' || state === 'awaiting_connection'
}

/** A call that was run to its end, well or not. */
export function isOver({ state }: FunctionCall): boolean {
  return state === 'succeeded' || state === 'failed'
}

/** What a turn waits for: connections first, as what they bring may need the approval no more. Null where it need not wait. */
export function waitingStatus(calls: readonly FunctionCall[]): 'awaiting_connection' | 'awaiting_approval' | null {
  if (calls.some(({ state }) => state === 'awaiting_connection')) return 'awaiting_connection'
  return calls.some(({ state }) => state === 'awaiting_approval') ? 'awaiting_approval' : null
}

import type { DecideMessageInput, FunctionCall } from '@parley/contracts'

export type Json = FunctionCall['arguments']

/** Why a decision was not taken. `fields` has argument name → what is wrong with it. */
export interface DecisionFailure {
  userMessage: string
  fields: Readonly<Record<string, string>>
}

/** How far a call that needs approval is. One card shows them all, in its place. */
export type ApproveStage =
  /** `deciding` is on its way to the server; null while nothing is decided. */
  | { name: 'ask'; deciding: DecideMessageInput['decision'] | null; failure: DecisionFailure | null }
  /** Decided; the answer waits for something else before it goes on. */
  | { name: 'approved' }
  | { name: 'running' }
  | { name: 'done'; result: Json | undefined; durationMs: number | undefined }
  | { name: 'failed'; words: string | undefined }
  /** It was begun, and nobody can say how it ended. */
  | { name: 'unknown'; words: string | undefined }
  | { name: 'declined' }
  /** It was never begun: the answer ended before, or it could not be run after all. */
  | { name: 'ended'; words: string | undefined }

/** What the card asks of whoever shows it. */
export interface ApproveCardActions {
  approve(): void
  /** Runs it with these arguments instead. */
  edit(args: Record<string, Json>): void
  decline(): void
  /** The person begins anew: what was refused before no longer matters. */
  forgetFailure(): void
  /** Asks the whole question again; absent while that cannot be done. */
  askAgain?: (() => void) | undefined
}

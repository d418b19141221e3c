import { findApproveCard, type ModelUsage, type TurnOutcome, type TurnRound } from '@parley/assistant'
import { type FunctionCall, OUTCOME_UNKNOWN } from '@parley/contracts'
import type { FunctionCallRecord, MessageRecord } from '@parley/db'
import { errorPart, functionCallToRecord } from '../messages/message-view.ts'
import { isWaiting } from './turn-rules.ts'

/** A turn that ends away from its server has no such measures. */
export type EndedOutcome = Omit<TurnOutcome, 'temperature' | 'responseTimeMs' | 'endedCalls'> &
  Partial<Pick<TurnOutcome, 'temperature' | 'responseTimeMs'>>

type EarlierUsage = Partial<Pick<NonNullable<MessageRecord['ai']>, 'inputTokens' | 'outputTokens' | 'costMicros'>>

type FinishedFields = Pick<MessageRecord, 'status' | 'text' | 'parts' | 'functionCalls' | 'ai'>

const OVER_STATES = ['succeeded', 'failed', 'declined']

/** What the answer becomes when its turn ends or is parked. Usage adds to what earlier attempts of the same answer used. */
export function finishedFields(
  outcome: EndedOutcome,
  before: { ai?: EarlierUsage | null | undefined },
): FinishedFields {
  const { status, text, rounds, parts, error, usage } = outcome
  return {
    status,
    text,
    parts: [
      ...(text === '' ? [] : [{ type: 'text' as const, value: text }]),
      ...parts,
      ...(error ? [errorPart({ code: error.code, userMessage: error.userMessage })] : []),
    ],
    functionCalls: rounds
      .flatMap((round) => round.functionCalls.map(functionCallToRecord))
      .map((call) => (isWaiting(status) ? call : closedCall(call))),
    ai: {
      model: usage.model,
      ...addedUsage(usage, before.ai),
      ...(outcome.temperature !== undefined && { temperature: outcome.temperature }),
      ...(outcome.responseTimeMs !== undefined && { responseTimeMs: outcome.responseTimeMs }),
      ...(outcome.finishReason && { finishReason: outcome.finishReason }),
      ...(outcome.timeToFirstTokenMs !== undefined && { timeToFirstTokenMs: outcome.timeToFirstTokenMs }),
      unsupportedFigures: outcome.unsupportedFigures ?? [],
    },
  }
}

/** Nothing is under way in an answer that has ended. */
function closedCall(call: FunctionCallRecord): FunctionCallRecord {
  if (OVER_STATES.includes(call.state)) return call
  return { ...call, state: 'failed', error: call.error ?? NOT_DONE }
}

const NOT_DONE = 'The answer ended before this was done.'

/**
 * The rounds of an answer that ends: what once asked for approval is over with it, so that going on with the answer never runs it by
 * itself. What had begun may be done.
 */
export function roundsWithoutEffects({ rounds, parts }: Pick<EndedOutcome, 'rounds' | 'parts'>): TurnRound[] {
  const asked = ({ id }: FunctionCall) => findApproveCard(parts, id) !== undefined
  return rounds.map(({ text, functionCalls }) => ({
    text,
    functionCalls: functionCalls.map((call) => {
      if (OVER_STATES.includes(call.state) || !asked(call)) return call
      const hasBegun = call.state === 'running' && call.startedAt !== undefined
      return { ...call, state: 'failed' as const, error: hasBegun ? OUTCOME_UNKNOWN : NOT_DONE }
    }),
  }))
}

function addedUsage(usage: ModelUsage, before: EarlierUsage | null | undefined) {
  const inputTokens = usage.inputTokens + (before?.inputTokens ?? 0)
  const outputTokens = usage.outputTokens + (before?.outputTokens ?? 0)
  const isUnknown = usage.costMicros === null || (before != null && before.costMicros == null)
  return {
    inputTokens,
    outputTokens,
    tokensUsed: inputTokens + outputTokens,
    costMicros: isUnknown ? null : (usage.costMicros ?? 0) + (before?.costMicros ?? 0),
  }
}

import type { ModelUsage, TurnOutcome } from '@parley/assistant'
import type { FunctionCallRecord, MessageRecord } from '@parley/db'
import { errorPart, functionCallToRecord } from '../messages/message-view.ts'

/** A turn that ends away from its server has no such measures. */
export type EndedOutcome = Omit<TurnOutcome, 'temperature' | 'responseTimeMs'> &
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
  const isParked = status === 'awaiting_connection'
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
      .map((call) => (isParked ? call : closedCall(call))),
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
  return { ...call, state: 'failed', error: call.error ?? 'The answer ended before this was done.' }
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

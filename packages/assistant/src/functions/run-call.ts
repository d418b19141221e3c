import { type FunctionCall, type MessagePart, OUTCOME_UNKNOWN } from '@parley/contracts'
import { ToolFailedError } from '../tools/tool-failed-error.ts'
import { askApproval } from './ask-approval.ts'
import {
  type AssistantFunction,
  ConnectionNeededError,
  FunctionInputError,
  type FunctionScope,
  type Json,
  PlatformFailedError,
} from './assistant-function.ts'
import { cutResult, MAX_RESULT_BYTES } from './cut-result.ts'
import { cardPart } from './message-parts.ts'

const TIMEOUT_MS = 15_000

export interface EndedCall {
  made: FunctionCall
  /** What it shows in the answer. */
  parts: MessagePart[]
}

/** What a round gives each of its calls. */
export type RoundScope = Omit<FunctionScope, 'show' | 'callId'>

/**
 * Runs one prepared call, or asks before it is run, and answers what became of it: ended, or waiting. Never throws; failures are told to
 * the model.
 */
export async function runCall(
  made: FunctionCall,
  offered: ReadonlyMap<string, AssistantFunction>,
  scope: RoundScope,
  step: 'run' | 'ask',
): Promise<EndedCall> {
  const startedAt = scope.now()
  const ended = (outcome: { result: Json } | { error: string }, parts: MessagePart[] = []): EndedCall => ({
    made: {
      ...made,
      ...outcome,
      state: 'error' in outcome ? 'failed' : 'succeeded',
      startedAt: startedAt.toISOString(),
      durationMs: Math.max(0, scope.now().getTime() - startedAt.getTime()),
    },
    parts,
  })
  const found = offered.get(made.name)
  if (!found) {
    const names = [...offered.keys()].join(', ')
    return ended({ error: `There is no function of this name. ${names ? `There are: ${names}.` : 'There are none.'}` })
  }
  const shown: MessagePart[] = []
  const timeoutMs = found.timeoutMs ?? TIMEOUT_MS
  try {
    if (step === 'ask') {
      const card = cardPart(await inTime(askApproval(made, found), timeoutMs))
      return { made: { ...made, state: 'awaiting_approval' }, parts: [card] }
    }
    const signal = AbortSignal.any([scope.signal, AbortSignal.timeout(timeoutMs)])
    const call = found.call(made.arguments, { ...scope, signal, callId: made.id, show: (part) => shown.push(part) })
    const result = await inTime(call, timeoutMs)
    return ended({ result: await fittingResult(result, made.name, scope) }, [...shown])
  } catch (error) {
    const mayBeDone = step === 'run' && found.effect !== 'read'
    if (error instanceof ConnectionNeededError) {
      const card = cardPart({ ...error.need, kind: 'connect', functionCallId: made.id })
      return { made: { ...made, state: 'awaiting_connection', startedAt: startedAt.toISOString() }, parts: [card] }
    }
    if (error instanceof PlatformFailedError) {
      const { code, message: userMessage } = error
      return ended({ error: userMessage }, [cardPart({ kind: 'error', functionCallId: made.id, code, userMessage })])
    }
    if (error instanceof FunctionInputError) return ended({ error: `The arguments do not fit: ${error.message}` })
    if (error instanceof ToolFailedError) {
      return ended({ error: mayBeDone && error.mayBeDone ? `${error.message} ${OUTCOME_UNKNOWN}` : error.message })
    }
    const failure = error instanceof FunctionTimeout ? 'The function took too long.' : 'The function failed.'
    return ended({ error: mayBeDone ? `${failure} ${OUTCOME_UNKNOWN}` : failure })
  }
}

/** The whole of a long result is kept beside; where that fails, its beginning has to do. */
async function fittingResult(result: Json, name: string, { reads, ref }: RoundScope): Promise<Json> {
  const json = JSON.stringify(result)
  if (Buffer.byteLength(json) <= MAX_RESULT_BYTES) return result
  const attachmentId = await reads.keepResult(ref, name, json).catch(() => undefined)
  return cutResult(result, MAX_RESULT_BYTES, attachmentId)
}

class FunctionTimeout extends Error {}

async function inTime<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FunctionTimeout()), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

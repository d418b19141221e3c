import { waitingStatus } from '@parley/assistant'
import { approveCardContract, type FunctionCall } from '@parley/contracts'
import { type MessageRecord, Turn, type TurnRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { ConflictError } from '../errors.ts'
import { functionCallFromRecord, functionCallToRecord } from '../messages/message-view.ts'
import { PARKED_STATES } from './turn-rules.ts'

/** What a person said to one call that asked them. `arguments` of an edit take the place of the model's. */
export type CallDecision = { functionCallId: string } & (
  | { decision: 'approve' }
  | { decision: 'edit'; arguments: FunctionCall['arguments'] }
  | { decision: 'decline'; error: string }
)

type Parts = MessageRecord['parts']
type Parked = Pick<TurnRecord, '_id' | 'rounds' | 'parts' | 'attempt'>

/** Approved is `running` without a start: it has one as soon as it is begun. */
export function decidedCall(call: FunctionCall, made: CallDecision): FunctionCall {
  if (made.decision === 'decline') return { ...call, state: 'declined', error: made.error }
  return { ...call, state: 'running', ...(made.decision === 'edit' && { arguments: made.arguments }) }
}

/** The card says what is run, in whose words soever. */
export function decidedParts(parts: Parts, made: CallDecision): Parts {
  if (made.decision !== 'edit') return parts
  return parts.map((part) => {
    const card = approveCardContract.safeParse(part.value)
    const isIts = card.success && card.data.functionCallId === made.functionCallId
    return isIts ? { ...part, value: { ...card.data, arguments: made.arguments } } : part
  })
}

/**
 * Writes what was decided into a parked turn; of two decisions on a call one counts, the other is a ConflictError. True when the turn waits
 * for nothing more.
 */
export async function writeDecision(turn: Parked, made: CallDecision, session: ClientSession): Promise<boolean> {
  const rounds = turn.rounds.map(({ text, functionCalls }) => ({
    text,
    functionCalls: functionCalls.map(functionCallFromRecord),
  }))
  const asks = ({ id, state }: FunctionCall) => id === made.functionCallId && state === 'awaiting_approval'
  if (!rounds.some(({ functionCalls }) => functionCalls.some(asks))) {
    throw new ConflictError('The call does not wait', 'This was decided already.')
  }
  const decided = rounds.map(({ text, functionCalls }) => ({
    text,
    functionCalls: functionCalls.map((call) => (asks(call) ? decidedCall(call, made) : call)),
  }))
  await Turn.updateOne(
    { _id: turn._id, attempt: turn.attempt, state: { $in: PARKED_STATES } },
    {
      $set: {
        rounds: decided.map((round) => ({ ...round, functionCalls: round.functionCalls.map(functionCallToRecord) })),
        parts: decidedParts(turn.parts, made),
      },
    },
    { session },
  )
  return waitingStatus(decided.flatMap(({ functionCalls }) => functionCalls)) === null
}

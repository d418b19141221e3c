import { checkValue, findApproveCard, findArgumentProblem } from '@parley/assistant'
import type { ApproveCard, DecideMessageInput, FunctionCall, Message } from '@parley/contracts'
import { Turn } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { ConflictError, InvalidInputError } from '../errors.ts'
import { faultsByPath } from '../json-schema/faults-by-path.ts'
import { objectId } from '../object-id.ts'
import type { CallDecision } from '../turns/decide-call.ts'
import { decideCall, resumeTurn } from '../turns/resume-turn.ts'
import { PARKED_STATES } from '../turns/turn-rules.ts'
import { loadMessage } from './find-message.ts'
import { functionCallFromRecord, partFromRecord } from './message-view.ts'
import { showMessage } from './show-messages.ts'

export const DECLINED =
  'The user chose not to connect this now. Do not ask again in this answer; say what can be done without it.'

const NOT_APPROVED =
  'The user declined this, so it was not run. Do not ask again in this answer; say what can be done without it.'

const MAX_ARGUMENT_CHARACTERS = 16_384

/**
 * What a person decides on a card. A connection can only be declined here: the same answer goes on without it. A call that asks for
 * approval is run as it stands, with other arguments, or not at all; the answer goes on when everything it waits for is decided.
 * ConflictError where the call does not wait (any more), InvalidInputError where the arguments are not what the tool takes.
 */
export async function decideMessage({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: DecideMessageInput
}): Promise<Message> {
  requireWriter(ctx.actor)
  const { messageId, functionCallId } = input
  const key = conversationKey(ctx.actor, input.conversationId)
  const { _id } = (await loadMessage(key, objectId(messageId))).message
  const turn = await Turn.findOne({ messageId: _id, state: { $in: PARKED_STATES } }, { parts: 1, rounds: 1 }).lean()
  const calls = turn?.rounds.flatMap(({ functionCalls }) => functionCalls) ?? []
  const call = calls.find(({ id }) => id === functionCallId)
  const place = { key, messageId, userId: ctx.actor.userId }
  if (call?.state === 'awaiting_connection') {
    requireDecline(input)
    await resumeTurn(ctx, { ...place, decline: DECLINED })
  } else {
    const card = findApproveCard(turn?.parts.map(partFromRecord) ?? [], functionCallId)
    if (!card || call?.state !== 'awaiting_approval') {
      throw new ConflictError('The call does not wait', 'This was decided already.')
    }
    await decideCall(ctx, place, await decisionOf(input, functionCallFromRecord(call), card))
  }
  return showMessage(key, (await loadMessage(key, _id)).message)
}

function requireDecline({ decision }: DecideMessageInput): void {
  if (decision === 'decline') return
  throw new ConflictError('A connection is waited for', 'This waits for a connection. Make it, or choose Not now.')
}

async function decisionOf(input: DecideMessageInput, call: FunctionCall, card: ApproveCard): Promise<CallDecision> {
  const { functionCallId, decision } = input
  if (decision === 'decline') return { functionCallId, decision, error: NOT_APPROVED }
  if (decision === 'approve') return { functionCallId, decision }
  const edited = input.arguments ?? call.arguments
  await requireArguments(card, edited)
  return { functionCallId, decision, arguments: edited }
}

async function requireArguments({ parametersSchema }: ApproveCard, edited: FunctionCall['arguments']): Promise<void> {
  const problem =
    JSON.stringify(edited).length > MAX_ARGUMENT_CHARACTERS ? 'This is too long.' : findArgumentProblem(edited)
  if (problem !== null) throw refusal({ arguments: [problem] })
  const verdict = await checkValue(parametersSchema, edited)
  if (verdict.type === 'fits') return
  if (verdict.type === 'unusable') throw refusal({ arguments: ["The tool's schema cannot be used."] })
  throw refusal(faultsByPath('arguments', verdict.faults))
}

function refusal(fields: Record<string, string[]>): InvalidInputError {
  return new InvalidInputError(
    'Not what the tool takes',
    'The tool does not take this. Check the marked places.',
    fields,
  )
}

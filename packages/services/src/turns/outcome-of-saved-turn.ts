import type { TurnRef } from '@parley/assistant'
import { Conversation, type TurnRecord, UsageRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { functionCallFromRecord, partFromRecord } from '../messages/message-view.ts'
import { findOwnPrices } from '../organizations/own-prices.ts'
import { estimateUsage } from './estimate-usage.ts'
import type { EndedOutcome } from './finish-rules.ts'
import { conversationKeyOfTurn } from './turn-ref.ts'

/** How a turn ends that no runner ends: with what it saved, its usage estimated from that. */
export async function outcomeOfSavedTurn(
  ref: TurnRef,
  turn: TurnRecord,
  ending: Pick<EndedOutcome, 'status' | 'error'>,
  session: ClientSession,
): Promise<EndedOutcome> {
  const { conversationId, organizationId, ownerKey } = conversationKeyOfTurn(ref)
  const conversation = await Conversation.findOne(
    { _id: conversationId, organizationId, ownerKey },
    { messages: { _id: 1, text: 1 } },
    { session },
  ).lean()
  const reserved = await UsageRecord.findOne(
    { messageId: turn.messageId, purpose: 'answer', attempt: turn.attempt },
    { model: 1 },
    { session },
  ).lean()
  const messages = conversation?.messages ?? []
  const answerAt = messages.findIndex((message) => message._id.equals(turn.messageId))
  const { state, text, lastEventSeq } = turn
  const rounds = turn.rounds.map((round) => ({
    text: round.text,
    functionCalls: round.functionCalls.map(functionCallFromRecord),
  }))
  const usage = estimateUsage({
    model: reserved?.model ?? 'unknown',
    prices: await findOwnPrices(organizationId, session),
    state: state === 'done' ? 'queued' : state,
    text,
    rounds,
    history: messages.slice(0, answerAt),
  })
  return { ...ending, text, rounds, parts: turn.parts.map(partFromRecord), lastEventSeq, usage }
}

import { z } from 'zod'
import {
  functionCallContract,
  MESSAGE_STATUSES,
  messageAiContract,
  messageContract,
  messagePartContract,
} from './message.ts'

/**
 * What messages.stream sends. `text` is to be appended; `reset` replaces text and function calls by what they now are (at the start of
 * a new attempt, or where the events asked for are gone). The last event is `done`, or `error` followed by `done`.
 */
export const turnEventContract = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), status: z.enum(MESSAGE_STATUSES), note: z.string().optional() }),
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reset'), text: z.string(), functionCalls: z.array(functionCallContract) }),
  z.object({ type: z.literal('functionCall'), functionCall: functionCallContract }),
  z.object({ type: z.literal('part'), part: messagePartContract }),
  z.object({
    type: z.literal('usage'),
    usage: messageAiContract.pick({
      model: true,
      inputTokens: true,
      outputTokens: true,
      tokensUsed: true,
      costUsd: true,
    }),
  }),
  z.object({ type: z.literal('done'), message: messageContract }),
  z.object({ type: z.literal('error'), code: z.string(), userMessage: z.string() }),
])

export type TurnEvent = z.infer<typeof turnEventContract>

/** The id of one event: attempt and seq, as in Turn.lastEventSeq. */
export interface TurnEventId {
  attempt: number
  seq: number
}

export function formatTurnEventId(id: TurnEventId): string {
  return `${id.attempt}:${id.seq}`
}

/** Null when it is not an event id of ours. */
export function parseTurnEventId(text: string): TurnEventId | null {
  const match = /^(\d{1,9}):(\d{1,12})$/.exec(text)
  return match ? { attempt: Number(match[1]), seq: Number(match[2]) } : null
}

import { type ApproveCard, approveCardContract, type Card, type MessagePart, type Report } from '@parley/contracts'
import { z } from 'zod'
import type { Json } from './assistant-function.ts'

/** Undefined has no place in JSON and is left out. */
function plainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

export function cardPart(card: Card): MessagePart {
  return { type: 'card', value: plainJson(card) }
}

export function chartPart(report: Report): MessagePart {
  return { type: 'chart', value: plainJson(report) }
}

/** The card that asked before this call runs. */
export function findApproveCard(parts: readonly MessagePart[], functionCallId: string): ApproveCard | undefined {
  for (const { type, value } of parts) {
    const card = type === 'card' ? approveCardContract.safeParse(value).data : undefined
    if (card?.functionCallId === functionCallId) return card
  }
  return undefined
}

const cardOfCall = z.object({ functionCallId: z.string() })

function callOf({ type, value }: MessagePart): string | null {
  return type === 'card' ? (cardOfCall.safeParse(value).data?.functionCallId ?? null) : null
}

/** With the part: a card takes the place of an earlier one of the same function call. */
export function withPart(parts: readonly MessagePart[], part: MessagePart): MessagePart[] {
  const call = callOf(part)
  const before = call === null ? -1 : parts.findIndex((shown) => callOf(shown) === call)
  return before < 0 ? [...parts, part] : parts.with(before, part)
}

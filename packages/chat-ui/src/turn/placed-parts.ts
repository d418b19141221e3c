import type { MessagePart } from '@parley/contracts'

/** The parts that stand beside the text: cards and charts. */
export function placedParts(parts: readonly MessagePart[]): MessagePart[] {
  return parts.filter(({ type }) => type === 'card' || type === 'chart')
}

/** The function call a card belongs to; null for a chart. */
export function callOfPart({ type, value }: MessagePart): string | null {
  if (type !== 'card' || value === null || typeof value !== 'object' || Array.isArray(value)) return null
  return typeof value.functionCallId === 'string' ? value.functionCallId : null
}

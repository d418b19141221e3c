import type { FunctionCall, MessageAi } from '@parley/contracts'
import { type Figure, NO_FIGURES } from '../markdown/figure.ts'

export type AnswerSegment =
  | { kind: 'text'; key: string; text: string; from: number }
  | { kind: 'calls'; key: string; calls: FunctionCall[] }

/** An answer in reading order: its text, interrupted where the assistant called functions. */
export function answerSegments(text: string, calls: readonly FunctionCall[]): AnswerSegment[] {
  const segments: AnswerSegment[] = []
  let from = 0
  for (const [offset, group] of groupByOffset(calls, text.length)) {
    pushText(segments, text, from, offset)
    segments.push({ kind: 'calls', key: `calls-${group[0]?.id}`, calls: group })
    from = offset
  }
  pushText(segments, text, from, text.length)
  return segments
}

function pushText(segments: AnswerSegment[], whole: string, from: number, to: number): void {
  const text = whole.slice(from, to)
  if (text.trim()) segments.push({ kind: 'text', key: `text-${segments.length}`, text, from })
}

/** The figures that lie in a segment, counted from its own beginning. */
export function figuresOf(
  { from, text }: Extract<AnswerSegment, { kind: 'text' }>,
  figures: MessageAi['unsupportedFigures'] = [],
): readonly Figure[] {
  const own = figures.filter(({ textOffset }) => textOffset >= from && textOffset < from + text.length)
  return own.length === 0 ? NO_FIGURES : own.map(({ textOffset, length }) => ({ start: textOffset - from, length }))
}

/** Offsets ascending. One that lies past the text (its text has not arrived yet) counts as the end. */
function groupByOffset(calls: readonly FunctionCall[], end: number): [number, FunctionCall[]][] {
  const groups = new Map<number, FunctionCall[]>()
  for (const call of calls) {
    const offset = Math.min(call.textOffset, end)
    groups.set(offset, [...(groups.get(offset) ?? []), call])
  }
  return [...groups].sort(([a], [b]) => a - b)
}

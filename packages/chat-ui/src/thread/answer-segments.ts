import type { FunctionCall } from '@parley/contracts'

export type AnswerSegment =
  | { kind: 'text'; key: string; text: string }
  | { kind: 'calls'; key: string; calls: FunctionCall[] }

/** An answer in reading order: its text, interrupted where the assistant called functions. */
export function answerSegments(text: string, calls: readonly FunctionCall[]): AnswerSegment[] {
  const segments: AnswerSegment[] = []
  let from = 0
  for (const [offset, group] of groupByOffset(calls, text.length)) {
    pushText(segments, text.slice(from, offset))
    segments.push({ kind: 'calls', key: `calls-${group[0]?.id}`, calls: group })
    from = offset
  }
  pushText(segments, text.slice(from))
  return segments
}

function pushText(segments: AnswerSegment[], text: string): void {
  if (text.trim()) segments.push({ kind: 'text', key: `text-${segments.length}`, text })
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

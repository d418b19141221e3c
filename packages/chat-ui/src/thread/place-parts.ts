import type { FunctionCall, MessagePart } from '@parley/contracts'
import { callOfPart, placedParts } from '../turn/placed-parts.ts'

/** `key` stays the part's own for as long as its message is shown. */
export interface PlacedPart {
  key: string
  part: MessagePart
}

export interface PlacedParts {
  /** Function call id → what it shows. */
  byCall: ReadonlyMap<string, PlacedPart[]>
  /** What belongs to no call of the message: shown after its text. */
  rest: PlacedPart[]
}

/** Where cards and charts stand: right after the function call that shows them. A chart is the result of its call. */
export function placeParts(parts: readonly MessagePart[], calls: readonly FunctionCall[]): PlacedParts {
  const byCall = new Map<string, PlacedPart[]>()
  const rest: PlacedPart[] = []
  for (const part of placedParts(parts)) {
    const value = part.type === 'chart' ? JSON.stringify(part.value) : null
    const owner = calls.find(({ id, result }) =>
      value === null ? id === callOfPart(part) : !holdsChart(byCall, id) && JSON.stringify(result) === value,
    )
    if (owner) byCall.set(owner.id, [...(byCall.get(owner.id) ?? []), { key: part.type, part }])
    else rest.push({ key: `${part.type}-${rest.length}`, part })
  }
  return { byCall, rest }
}

function holdsChart(byCall: PlacedParts['byCall'], id: string): boolean {
  return byCall.get(id)?.some(({ part }) => part.type === 'chart') ?? false
}

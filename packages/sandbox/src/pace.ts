import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/** How fast answers come. `charactersPerSecond` 0 is as fast as possible. Read anew for every piece, so it can change in mid-answer. */
export const paceInput = z.strictObject({
  firstTokenDelayMs: z.number().min(0).max(600_000),
  charactersPerSecond: z.number().min(0).max(1_000_000),
})

export type Pace = z.infer<typeof paceInput>

/** Yields the pieces at the pace `current()` says, and ends early when `signal` aborts. */
export async function* paced<Piece extends { characters: number }>(
  pieces: Iterable<Piece>,
  current: () => Pace,
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  let due = Date.now() + current().firstTokenDelayMs
  for (const piece of pieces) {
    const wait = due - Date.now()
    if (wait > 1) await sleep(wait, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    yield piece
    const speed = current().charactersPerSecond
    due = speed === 0 ? 0 : Math.max(due, Date.now() - 100) + (piece.characters / speed) * 1000
  }
}

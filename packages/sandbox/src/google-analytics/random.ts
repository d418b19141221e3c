/** Numbers in [0, 1), always the same for the same words: FNV-1a over them seeds a mulberry32. */
export function seededRandom(...words: (string | number)[]): () => number {
  let state = 0x811c9dc5
  for (const character of words.join('|')) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Picks by weight; `at` in [0, 1). */
export function pickWeighted<Value>(choices: readonly (readonly [Value, number])[], at: number): Value {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0)
  let left = at * total
  for (const [value, weight] of choices) {
    left -= weight
    if (left < 0) return value
  }
  const last = choices.at(-1)
  if (!last) throw new RangeError('There is nothing to pick from.')
  return last[0]
}

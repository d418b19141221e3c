/** A number in a text: where it begins and how long it is, in UTF-16 units. */
export interface Figure {
  start: number
  length: number
}

/** One and the same, so that what is memoised stays so. */
export const NO_FIGURES: readonly Figure[] = []

/** The figures of a block, counted from the block's beginning. */
export function figuresIn(figures: readonly Figure[], start: number, length: number): readonly Figure[] {
  const own = figures.filter((figure) => figure.start >= start && figure.start < start + length)
  return own.length === 0 ? NO_FIGURES : own.map((figure) => ({ ...figure, start: figure.start - start }))
}

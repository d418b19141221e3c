/** A page from records that were asked for with `limit + 1`: the one too many says that there are more. */
export function pageOf<Stored, Item>(
  found: readonly Stored[],
  limit: number,
  show: (stored: Stored) => Item,
  cursorAfter: (stored: Stored) => string,
): { items: Item[]; nextCursor: string | null } {
  const kept = found.slice(0, limit)
  const last = kept.at(-1)
  return { items: kept.map(show), nextCursor: found.length > limit && last ? cursorAfter(last) : null }
}

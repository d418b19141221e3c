import { z } from 'zod'

export const DEFAULT_PAGE_LIMIT = 50

/** How many items a page holds: 1–100. */
export const limitContract = z.int().min(1).max(100)

/** Opaque: what a page's nextCursor said. */
export const cursorContract = z.string().min(1).max(500)

/** A cursor-paged list. `nextCursor` is null on the last page. */
export function pageContract<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

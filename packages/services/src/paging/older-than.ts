import type { InstantCursor } from './instant-cursor.ts'

/**
 * A filter for what comes after the cursor in a list by a moment, the newest first. The bound stands beside the choice, which no database takes
 * for a range: without it a page would read the list from its top.
 */
export function olderThan<Field extends string>(field: Field, { at, id }: InstantCursor) {
  return {
    $and: [{ [field]: { $lte: at } }, { $or: [{ [field]: { $lt: at } }, { [field]: at, _id: { $lt: id } }] }],
  }
}

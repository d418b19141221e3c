import { z } from 'zod'
import { formatCursor, parseCursor } from './cursor.ts'

const cursorKeys = z.tuple([z.string().min(1).max(200)])

/** For lists by a name that is unique in the organization: the page goes on after it. */
export function formatNameCursor(name: string): string {
  return formatCursor([name])
}

/** Null at the beginning of a list. Throws InvalidInputError. */
export function parseNameCursor(cursor: string | null | undefined): string | null {
  return cursor == null ? null : parseCursor(cursor, cursorKeys)[0]
}

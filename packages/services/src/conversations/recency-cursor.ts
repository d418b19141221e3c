import { idContract } from '@parley/contracts'
import { z } from 'zod'
import { cursorInstant, formatCursor, parseCursor } from '../paging/cursor.ts'

/** Where a page by recency ended. The id decides between conversations of the same millisecond. */
export interface RecencyCursor {
  lastMessageAt: Date
  id: string
}

const cursorKeys = z.tuple([cursorInstant, idContract])

export function formatRecencyCursor({ lastMessageAt, id }: RecencyCursor): string {
  return formatCursor([lastMessageAt.getTime(), id])
}

/** Throws InvalidInputError for what formatRecencyCursor did not make. */
export function parseRecencyCursor(cursor: string): RecencyCursor {
  const [at, id] = parseCursor(cursor, cursorKeys)
  return { lastMessageAt: new Date(at), id }
}

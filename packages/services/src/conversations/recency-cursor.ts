import { idContract } from '@parley/contracts'
import { z } from 'zod'
import { InvalidInputError } from '../errors.ts'

/** Where a page by recency ended. The id decides between conversations of the same millisecond. */
export interface RecencyCursor {
  lastMessageAt: Date
  id: string
}

const cursorParts = z.tuple([z.int(), idContract])

export function formatRecencyCursor({ lastMessageAt, id }: RecencyCursor): string {
  return Buffer.from(JSON.stringify([lastMessageAt.getTime(), id])).toString('base64url')
}

/** Throws InvalidInputError for what formatRecencyCursor did not make. */
export function parseRecencyCursor(cursor: string): RecencyCursor {
  const parts = cursorParts.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  const lastMessageAt = new Date(parts.success ? parts.data[0] : Number.NaN)
  if (!parts.success || Number.isNaN(lastMessageAt.getTime())) {
    const userMessage = 'This list has moved on. Load it again from the top.'
    throw new InvalidInputError('Not a cursor of ours', userMessage, { cursor: [userMessage] })
  }
  return { lastMessageAt, id: parts.data[1] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

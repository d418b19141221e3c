import { z } from 'zod'
import { InvalidInputError } from '../errors.ts'

/** An opaque cursor from the sort keys of a page's last record. */
export function formatCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/** The sort keys a cursor holds. Throws InvalidInputError for what formatCursor did not make of such keys. */
export function parseCursor<Keys>(cursor: string, keys: z.ZodType<Keys>): Keys {
  const parsed = keys.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (parsed.success) return parsed.data
  const userMessage = 'This list has moved on. Load it again from the top.'
  throw new InvalidInputError('Not a cursor of ours', userMessage, { cursor: [userMessage] })
}

/** A moment inside a cursor: milliseconds, no more than a Date can hold. */
export const cursorInstant = z.int().min(-8.64e15).max(8.64e15)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

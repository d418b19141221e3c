import { z } from 'zod'

/** An ObjectId at the API: 24 hexadecimal digits. */
export const idContract = z.string().regex(/^[0-9a-f]{24}$/, 'This is not a valid id.')

/** The client's own name for a message it sends, so that a repeated send is answered once. */
export const clientMessageIdContract = z.uuid('clientMessageId must be a UUID.')

/** A moment: ISO 8601 with `Z`. */
export const instantContract = z.iso.datetime()

/** US dollars, from an integer number of micro-dollars; null where the price of a model is not known. */
export const usdContract = z.number().nonnegative()

/** Any JSON value. */
export const jsonContract = z.json()

/** 256 KB of UTF-8: the most one message's text may hold. */
export const MAX_TEXT_BYTES = 256 * 1024

const encoder = new TextEncoder()

/** The size of a text in UTF-8. */
export function textBytes(text: string): number {
  return encoder.encode(text).byteLength
}

/** Text a person typed: not blank, and at most MAX_TEXT_BYTES. */
export const messageTextContract = z
  .string()
  .refine((text) => text.trim().length > 0, 'Write something first.')
  .refine((text) => textBytes(text) <= MAX_TEXT_BYTES, 'This message is longer than 256 KB. Please shorten it.')

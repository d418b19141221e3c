import type { Json } from './assistant-function.ts'

/** 32 KB of JSON: the most of one result that is kept and shown to the model. */
export const MAX_RESULT_BYTES = 32 * 1024

/** The result, or its beginning with a note where it is longer, and the attachment that holds the whole, where it was kept. */
export function cutResult(result: Json, maxBytes = MAX_RESULT_BYTES, attachmentId?: string): Json {
  const text = JSON.stringify(result)
  const bytes = Buffer.byteLength(text)
  if (bytes <= maxBytes) return result
  // Quoted once more its escapes take room too; half leaves enough for them.
  const beginning = Buffer.from(text)
    .subarray(0, Math.floor(maxBytes / 2))
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
  return {
    isCut: true,
    note: `The result has ${bytes} bytes; this is its beginning.`,
    beginning,
    ...(attachmentId !== undefined && { attachmentId }),
  }
}

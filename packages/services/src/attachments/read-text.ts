import { extractText, getDocumentProxy } from 'unpdf'
import { isTextType } from './require-type.ts'

/** The most of a file's words that is kept: enough for an answer, and far from the largest record. */
const MAX_CHARACTERS = 200_000

/** What can be read in a file: of words all, of a PDF the text in it, of anything else and of a broken PDF nothing. */
export async function readText(type: string, bytes: Uint8Array): Promise<string> {
  if (isTextType(type)) return cut(new TextDecoder().decode(bytes))
  if (type !== 'application/pdf') return ''
  try {
    // The library takes the bytes over, so it is given a copy.
    const pdf = await getDocumentProxy(Uint8Array.from(bytes))
    const { text } = await extractText(pdf, { mergePages: true })
    return cut(text)
  } catch {
    return ''
  }
}

function cut(text: string): string {
  // Not in the middle of a character that takes two.
  return text.slice(0, MAX_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')
}

import { foldText, INSENSITIVE } from './fold.ts'
import { splitWords } from './tokenize.ts'

/** Bytes of a signature: 64 bits, of which each pair of neighbouring words sets one. */
const SIGNATURE_BYTES = 8

/** As much of a word's end or beginning as a pair is known by. */
const EDGE = 3

/**
 * What neighbouring words some texts have, roughly: one bit per pair, by the end of the first and the beginning of the second. It stands
 * with each of a document's postings, so that a search for a phrase reads few documents that do not have it.
 */
export function phraseSignature(texts: Iterable<string>): Uint8Array {
  const signature = new Uint8Array(SIGNATURE_BYTES)
  for (const text of texts) {
    const words = wordsOf(text)
    for (let i = 1; i < words.length; i++) setBit(signature, pairBit(words[i - 1] ?? '', words[i] ?? ''))
  }
  return signature
}

/**
 * The bits that the signature of every text has that contains the phrase. Its first and last word may be parts of words of the text:
 * too short, they say nothing.
 */
export function phraseBits(phrases: Iterable<string>): Uint8Array {
  const bits = new Uint8Array(SIGNATURE_BYTES)
  for (const phrase of phrases) {
    const words = wordsOf(phrase)
    const isKnown = (at: number) => (at > 0 && at < words.length - 1) || (words[at] ?? '').length >= EDGE
    for (let i = 1; i < words.length; i++)
      if (isKnown(i - 1) && isKnown(i)) setBit(bits, pairBit(words[i - 1] ?? '', words[i] ?? ''))
  }
  return bits
}

/** Whether all of `bits` are set in a signature that `value` begins with. A shorter value, of an index of before, says nothing. */
export function mayContain(value: Uint8Array, bits: Uint8Array): boolean {
  if (value.length < SIGNATURE_BYTES) return true
  for (let i = 0; i < SIGNATURE_BYTES; i++) {
    const wanted = bits[i] ?? 0
    if (((value[i] ?? 0) & wanted) !== wanted) return false
  }
  return true
}

/** A sigma is written otherwise at the end of a word, which the end of a phrase need not be. */
const wordsOf = (text: string): string[] => splitWords(foldText(text, INSENSITIVE).replaceAll('ς', 'σ'))

function setBit(bits: Uint8Array, bit: number): void {
  bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7))
}

/** FNV-1a, stirred once more, to 0–63. */
function pairBit(left: string, right: string): number {
  let hash = 0x811c9dc5
  const pair = `${left.slice(-EDGE)} ${right.slice(0, EDGE)}`
  for (let i = 0; i < pair.length; i++) hash = Math.imul(hash ^ pair.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return hash >>> 26
}

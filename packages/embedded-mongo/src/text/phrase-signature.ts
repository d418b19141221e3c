import { foldText, INSENSITIVE } from './fold.ts'
import { hashText } from './hash-text.ts'
import { splitWords } from './tokenize.ts'

/** 64 bits each. An index of before has the first only. */
const PART_BYTES = 8
/** As many letters of a word's end or beginning as a pair is known by, each length with a bit of its own: in the first part, in the second. */
const EDGES: readonly (readonly number[])[] = [[3], [4, 6]]
/** With more pairs than these nearly all bits of the second part would be set. */
const MOST_PAIRS = 48

/** The bytes of a signature's first part, which every signature has. */
export const SIGNATURE_BYTES = PART_BYTES

/** Two neighbouring words, folded. */
export type Pair = readonly [left: string, right: string]

/** All pairs of neighbouring words of some texts. */
export const phrasePairs = (texts: Iterable<string>): Pair[] => [...texts].flatMap((text) => pairsOf(wordsOf(text)))

/** Whether a signature of so many pairs tells little: a document of them has a summary too. */
export const isLong = (pairs: readonly Pair[]): boolean => pairs.length > MOST_PAIRS

/**
 * What neighbouring words some texts have, roughly: some bits per pair, by the end of the first and the beginning of the second. It stands
 * with each of a document's postings, so that a search for a phrase reads few documents that do not have it. Documents of few words have both
 * parts, unless `isShort`.
 */
export function phraseSignature(pairs: readonly Pair[], isShort = false): Uint8Array {
  const parts = isShort || isLong(pairs) ? 1 : EDGES.length
  const signature = new Uint8Array(parts * PART_BYTES)
  for (const [part, edges] of EDGES.slice(0, parts).entries())
    for (const edge of edges) for (const pair of pairs) setBit(signature, part, pairHash(pair, edge))
  return signature
}

/** What a search knows of its phrases: each is in every text that contains it. */
export interface PhraseTraces {
  /** The bits that a signature has. */
  readonly bits: Uint8Array
  /** The hashes that a summary's filter has. */
  readonly hashes: readonly number[]
}

/** Its first and last word may be parts of words of the text: too short, they say nothing. */
export function phraseTraces(phrases: Iterable<string>): PhraseTraces {
  const bits = new Uint8Array(EDGES.length * PART_BYTES)
  const hashes: number[] = []
  for (const phrase of phrases) {
    const words = wordsOf(phrase)
    for (const [part, edges] of EDGES.entries())
      for (const edge of edges) {
        const isKnown = (at: number) => (at > 0 && at < words.length - 1) || (words[at] ?? '').length >= edge
        for (const [at, pair] of pairsOf(words).entries()) {
          if (!isKnown(at) || !isKnown(at + 1)) continue
          const hash = pairHash(pair, edge)
          setBit(bits, part, hash)
          hashes.push(hash)
        }
      }
  }
  return { bits, hashes }
}

/** Of a document's pairs, all that `phraseTraces` may ask for. */
export const pairHashes = (pairs: readonly Pair[]): number[] =>
  EDGES.flat().flatMap((edge) => pairs.map((pair) => pairHash(pair, edge)))

/** Whether all of `bits` that a signature tells of are set in it. None, as in the oldest indexes, says nothing. */
export function mayContain(signature: Uint8Array, bits: Uint8Array): boolean {
  if (signature.length < PART_BYTES) return true
  for (let i = 0; i < signature.length; i++) {
    const wanted = bits[i] ?? 0
    if (((signature[i] ?? 0) & wanted) !== wanted) return false
  }
  return true
}

const pairsOf = (words: readonly string[]): Pair[] => words.slice(1).map((right, i) => [words[i] ?? '', right])

/** A sigma is written otherwise at the end of a word, which the end of a phrase need not be. */
const wordsOf = (text: string): string[] => splitWords(foldText(text, INSENSITIVE).replaceAll('ς', 'σ'))

function setBit(bits: Uint8Array, part: number, hash: number): void {
  const bit = hash >>> 26
  const at = part * PART_BYTES + (bit >> 3)
  bits[at] = (bits[at] ?? 0) | (1 << (bit & 7))
}

function pairHash([left, right]: Pair, edge: number): number {
  const seed = edge === 3 ? 0x811c9dc5 : Math.imul(0x811c9dc5 ^ edge, 0x01000193)
  return hashText(`${left.slice(-edge)} ${right.slice(0, edge)}`, seed)
}

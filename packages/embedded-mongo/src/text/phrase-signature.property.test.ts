import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText, INSENSITIVE } from './fold.ts'
import { mayContain, phrasePairs, phraseTraces, phraseSignature as signatureOf } from './phrase-signature.ts'

const unit = fc.constantFrom(...'aAbBcdeéÉe\u0301xyΣςσß한글😀 \'-,."'.normalize('NFC'), '\u0301', ' ', ' ', '\n')
const text = fc.array(unit, { maxLength: 60 }).map((units) => units.join(''))
const phraseSignature = (texts: readonly string[], isShort = false) => signatureOf(phrasePairs(texts), isShort)
const phraseBits = (phrases: readonly string[]) => phraseTraces(phrases).bits
const runs = { numRuns: process.env.PARLEY_SOAK ? 200_000 : 3000 }

describe('a phrase signature', () => {
  test('has the bits of every phrase that stands in one of the texts', () => {
    fc.assert(
      fc.property(text, text, fc.nat(60), fc.nat(30), (one, other, from, length) => {
        const phrase = one.slice(from, from + length)
        expect(mayContain(phraseSignature([other, one]), phraseBits([phrase]))).toBe(true)
        const folded = foldText(one, INSENSITIVE).slice(from, from + length)
        expect(mayContain(phraseSignature([one]), phraseBits([folded]))).toBe(true)
        expect(mayContain(phraseSignature([one], true), phraseBits([folded]))).toBe(true)
      }),
      runs,
    )
  })

  test('lacks those of most other phrases', () => {
    const words = 'what a busy quarter the marketing department had before summer began'.split(' ')
    const signature = phraseSignature([words.join(' ')])
    const others = words.flatMap((left, i) => words.filter((_, j) => j !== i + 1).map((right) => `${left} ${right}`))
    const known = others.filter((phrase) => phraseBits([phrase]).some((byte) => byte > 0))
    expect(known.length).toBeGreaterThan(90)
    const notRejectedBy = (other: Uint8Array) =>
      known.filter((phrase) => mayContain(other, phraseBits([phrase]))).length
    expect(notRejectedBy(phraseSignature([words.join(' ')], true))).toBeLessThan(known.length / 4)
    expect(notRejectedBy(signature)).toBeLessThan(known.length / 10)
    expect(mayContain(signature, phraseBits(['the marketing dep', 'TING department']))).toBe(true)
  })

  test('of an index of before says less, or nothing', () => {
    expect(mayContain(Buffer.from([1]), phraseBits(['coffee shop']))).toBe(true)
    const first = phraseSignature(['a coffee shop'], true)
    expect(Buffer.from(first).toString('hex')).toBe('0000000008000004')
    expect(phraseSignature(['a coffee shop']).subarray(0, first.length)).toEqual(first)
    expect(mayContain(first, phraseBits(['coffee shop']))).toBe(true)
    expect(mayContain(first, phraseBits(['coffee bar']))).toBe(false)
  })

  test('of many words has the first part only', () => {
    const words = Array.from({ length: 50 }, (_, i) => `word${i}`)
    expect(phraseSignature([words.slice(1).join(' ')])).toHaveLength(16)
    expect(phraseSignature([words.join(' ')])).toHaveLength(8)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText, INSENSITIVE } from './fold.ts'
import { mayContain, phraseBits, phraseSignature } from './phrase-signature.ts'

const unit = fc.constantFrom(...'aAbBcdeéÉe\u0301xyΣςσß한글😀 \'-,."'.normalize('NFC'), '\u0301', ' ', ' ', '\n')
const text = fc.array(unit, { maxLength: 60 }).map((units) => units.join(''))
const runs = { numRuns: process.env.PARLEY_SOAK ? 200_000 : 3000 }

describe('a phrase signature', () => {
  test('has the bits of every phrase that stands in one of the texts', () => {
    fc.assert(
      fc.property(text, text, fc.nat(60), fc.nat(30), (one, other, from, length) => {
        const phrase = one.slice(from, from + length)
        expect(mayContain(phraseSignature([other, one]), phraseBits([phrase]))).toBe(true)
        const folded = foldText(one, INSENSITIVE).slice(from, from + length)
        expect(mayContain(phraseSignature([one]), phraseBits([folded]))).toBe(true)
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
    expect(known.filter((phrase) => mayContain(signature, phraseBits([phrase]))).length).toBeLessThan(known.length / 4)
    expect(mayContain(signature, phraseBits(['the marketing dep', 'TING department']))).toBe(true)
  })

  test('of an index of before says nothing', () => {
    expect(mayContain(Buffer.from([1]), phraseBits(['coffee shop']))).toBe(true)
  })
})

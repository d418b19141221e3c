import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeSummary, readSummary } from './document-summary.ts'
import { hashText } from './hash-text.ts'
import { pairHashes, phrasePairs, phraseTraces } from './phrase-signature.ts'

function summaryOf(text: string, scores: ReadonlyMap<string, number> = new Map()) {
  const pairs = phrasePairs([text])
  const summary = readSummary(encodeSummary(pairHashes(pairs), pairs.length, scores))
  if (!summary) throw new Error('not read')
  return summary
}

describe('the summary of a document', () => {
  test('may contain every phrase that stands in its text', () => {
    const unit = fc.constantFrom(...'aAbBcdeéxyΣςσß한글', ' ', ' ', ' ', '-')
    const text = fc.array(unit, { maxLength: 300 }).map((units) => units.join(''))
    fc.assert(
      fc.property(text, fc.nat(300), fc.nat(40), (one, from, length) => {
        expect(summaryOf(one).mayContain(phraseTraces([one.slice(from, from + length)]))).toBe(true)
      }),
    )
  })

  test('tells most others, in long documents too', () => {
    const words = Array.from({ length: 400 }, (_, i) => `${['alpha', 'bravo', 'carol', 'delta'][i % 4]}${i * 7919}end`)
    const summary = summaryOf(words.join(' '))
    const others = words.slice(2).map((right, i) => `${words[i]} ${right}`)
    const wrong = others.filter((phrase) => summary.mayContain(phraseTraces([phrase])))
    expect(wrong.length).toBeLessThan(others.length / 4)
  })

  test('has the score of every term, and none of others', () => {
    const scores = new Map(Array.from({ length: 300 }, (_, i) => [`term${i}`, i + 0.1]))
    const summary = summaryOf('one two', scores)
    for (const [term, score] of scores) expect(summary.scoresOf(hashText(term))).toContain(score)
    expect(summary.scoresOf(hashText('another'))).toEqual([])
  })

  test('gives the scores of all terms of a hash', () => {
    const [one, other] = ['zyytyqrw', 'pqjwmfmy'] as const
    expect(hashText(one)).toBe(hashText(other))
    const summary = summaryOf(
      'one two',
      new Map([
        [one, 1],
        [other, 2],
        ['else', 3],
      ]),
    )
    expect(summary.scoresOf(hashText(one)).sort()).toEqual([1, 2])
  })

  test('of another version is not read', () => {
    const bytes = encodeSummary([], 1, new Map())
    bytes[0] = 9
    expect(readSummary(bytes)).toBeUndefined()
  })
})

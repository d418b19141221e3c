import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeIndexKey, fromPlain, parseCollation, valuesEqual } from './index.ts'

describe('collation', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'aAbBzZiIıİłășґяЯёωΩάáÁäéêçñoöøßæÆŒ-_ 19.é'), maxLength: 6 })
  test.each('en de fr es it pt nl sv fi pl ru tr ro el uk'.split(' '))('%s orders as Intl.Collator does', (locale) => {
    for (const [strength, sensitivity] of [
      [1, 'base'],
      [2, 'accent'],
      [3, 'variant'],
    ] as const) {
      const ours = parseCollation(fromPlain({ locale, strength }))
      const theirs = new Intl.Collator(locale, { sensitivity })
      fc.assert(
        fc.property(letters, letters, (a, b) => {
          expect(Math.sign(ours?.compare(a, b) ?? 9)).toBe(Math.sign(theirs.compare(a, b)))
        }),
        { numRuns: 600 },
      )
    }
  })

  test('is used by comparisons and keys', () => {
    const collation = parseCollation(fromPlain({ locale: 'en', strength: 2 }))
    expect(valuesEqual('Ann@x.org', 'ann@X.org', collation)).toBe(true)
    expect(valuesEqual('résumé', 'resume', collation)).toBe(false)
    expect(encodeIndexKey(['Ann'], [1], collation)).toEqual(encodeIndexKey(['aNN'], [1], collation))
  })

  test.each<[Record<string, unknown>, RegExp]>([
    [{}, /locale' is missing/],
    [{ locale: 5 }, /wrong type 'int'/],
    [{ locale: 'xx' }, /locale/],
    [{ locale: 'en', strength: 4 }, /not supported/],
    [{ locale: 'en', numericOrdering: true }, /numericOrdering/],
    [{ locale: 'en', shiny: true }, /unknown field/],
  ])('refuses %j', (spec, message) => {
    expect(() => parseCollation(fromPlain(spec))).toThrow(message)
  })

  test('simple is none', () => {
    expect(parseCollation(fromPlain({ locale: 'simple' }))).toBeNull()
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MongoServerFailure } from '../errors.ts'
import { compileRegex } from './index.ts'

const matches = (pattern: string, text: string, options = '') => compileRegex(pattern, options).test(text)
const long = 'a'.repeat(50_000)

const piece = fc.constantFrom(
  'a',
  'b',
  'ab',
  '.',
  '[ab]',
  '[^a\\s]',
  '\\s',
  '\\w',
  '(a|b)',
  '(?:ab|b)',
  '\\bA',
  'é',
  '\\x{61}',
)
const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '*?', '+?')
const body = fc.array(fc.tuple(piece, quantifier), { minLength: 1, maxLength: 4 }).map((parts) => parts.flat().join(''))
const pattern = fc
  .tuple(fc.constantFrom('', '^', '\\A'), body, fc.constantFrom('', '$', '\\z', '\\Z'))
  .map((parts) => parts.join(''))
const subject = fc
  .array(fc.constantFrom('a', 'b', 'A', ' ', '\n', '\r', 'é', '\u00a0', 'z'), { maxLength: 8 })
  .map((units) => units.join(''))

describe('a regular expression', () => {
  test('means the same to both engines', () => {
    fc.assert(
      fc.property(pattern, subject, fc.constantFrom('', 'i', 'm', 's', 'im'), (source, text, options) => {
        const backtracking = compileRegex(source, options, Number.MAX_VALUE)
        const linear = compileRegex(source, options, 0)
        expect(linear.test(text)).toBe(backtracking.test(text))
        if (!text.endsWith('\n')) expect([...linear.matchAll(text)]).toEqual([...backtracking.matchAll(text)])
      }),
      { numRuns: process.env.PARLEY_SOAK ? 100_000 : 1500, seed: 20261122 },
    )
  })

  test.each([
    ['(a+)+$', `${long}b`, false],
    ['(a|aa)+$', `${long}b`, false],
    ['(.*a){20}$', `${long}b`, false],
    ['a*a*a*a*a*b', long, false],
    ['^(\\w+\\s?)*$', `${long}!`, false],
    ['(x+x+)+y', 'x'.repeat(50_000), false],
    ['\\s+$', `${' '.repeat(100_000)}x`, false],
    ['(a?){30}a{30}$', 'a'.repeat(29), false],
    ['^(a+)+$', long, true],
  ])('%s ends on any text', (source, text, expected) => {
    expect(matches(source, text)).toBe(expected)
  })

  test('that needs backtracking is refused where it could take for ever, and works where it cannot', () => {
    expect(matches('(?=.*x)(a+)+$', 'aax')).toBe(false)
    expect(matches('(?=a)a+', 'aaa')).toBe(true)
    expect(() => matches('(?=.*x)(a+)+$', long)).toThrow(MongoServerFailure)
    expect(() => matches('(a+)\\1+(b+)+$', long)).toThrow('match limit exceeded')
    expect(() => [...compileRegex('(a+)+$', '').matchAll(`${long}\n`)]).toThrow('match limit exceeded')
    expect(() => compileRegex('a'.repeat(40_000), '')).toThrow('too long')
  })

  test('finds the same with both engines', () => {
    const all = (source: string, text: string) => [...compileRegex(source, '').matchAll(text)]
    const filler = '-'.repeat(2000)
    expect(all('(\\d{1,3},)+(\\d{3})(x)?', `1,200 ${filler} 3,400,500é`)).toEqual([
      { index: 0, text: '1,200', captures: ['1,', '200', undefined] },
      { index: 2007, text: '3,400,500', captures: ['400,', '500', undefined] },
    ])
    expect(all('(\\d+,)+\\d', '1,2 3,4')).toEqual(all('(\\d+,)\\d', '1,2 3,4'))
    expect(all('(a+)+c', long)).toEqual([])
  })

  test('knows one line ending and ASCII white space, as PCRE does', () => {
    expect(matches('a.b', 'a\rb')).toBe(true)
    expect(matches('a.b', 'a\nb')).toBe(false)
    expect(matches('^b', 'a\rb', 'm')).toBe(false)
    expect(matches('^b', 'a\nb', 'm')).toBe(true)
    expect(matches('a$', 'a\rb', 'm')).toBe(false)
    expect(matches('a\\sb', 'a\u00a0b')).toBe(false)
    expect(matches('a[\\s]b', 'a\vb')).toBe(true)
  })
})

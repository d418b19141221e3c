import { describe, expect, test } from 'vitest'
import { snippetOf, wordPattern } from './search-words.ts'

describe('wordPattern', () => {
  const fits = (query: string, text: string) => new RegExp(wordPattern(query) ?? '(?!)', 'iu').test(text)

  test('fits other endings of a word, at its beginning', () => {
    expect(fits('campaigns', 'Our campaign did well')).toBe(true)
    expect(fits('spend', 'overspend')).toBe(false)
    expect(fits('Überblick', 'ein überblick')).toBe(true)
  })

  test('takes words out of phrases and leaves excluded ones away', () => {
    expect(fits('"summer sale" -winter', 'the summer')).toBe(true)
    expect(fits('"summer sale" -winter', 'the winter')).toBe(false)
    expect(wordPattern('-winter')).toBeNull()
    expect(wordPattern('?! $(')).toBeNull()
  })
})

describe('snippetOf', () => {
  const long = `${'before '.repeat(60)}the budget was spent ${'after '.repeat(60)}`

  test('shows what was found with the words around it', () => {
    const snippet = snippetOf(long, wordPattern('budget'))
    expect(snippet).toContain('the budget was spent')
    expect(snippet).toMatch(/^… before .* …$/)
    expect(snippet.length).toBeLessThan(180)
  })

  test('a short text is shown whole, on one line', () => {
    expect(snippetOf('  Two\n lines ', wordPattern('lines'))).toBe('Two lines')
  })

  test('marks of Markdown are left out, signs of another kind stay', () => {
    const text = '## Plan\n\n- **Why now**: `utm_source`\n1. Cut 5 * 3 > 2 # of all\n> quoted'
    expect(snippetOf(text, null)).toBe('Plan Why now: utm_source Cut 5 * 3 > 2 # of all quoted')
  })

  test('without a find it is the beginning; a word without end is cut', () => {
    expect(snippetOf(long, null)).toMatch(/^before before/)
    expect(snippetOf('x'.repeat(500), null)).toBe(`${'x'.repeat(160)} …`)
  })
})

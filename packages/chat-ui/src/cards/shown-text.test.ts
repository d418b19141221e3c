import { expect, test } from 'vitest'
import { shortText, shownText } from './shown-text.ts'

test('what would turn or hide words is marked; scripts, emoji and line breaks stay', () => {
  expect(shownText('to \u202egpj.exe')).toBe('to \u{fffd}gpj.exe')
  expect(shownText('a\u0000b\u001bc')).toBe('a\u{fffd}b\u{fffd}c')
  expect(shownText(`hi${String.fromCodePoint(0xe0041)}`)).toBe('hi\u{fffd}')
  expect(shownText('שלום، 👩‍👩‍👧 \u200f\tone\r\ntwo')).toBe('שלום، 👩‍👩‍👧 \u200f\tone\ntwo')
})

test('long words are cut', () => {
  expect(shortText('x'.repeat(500), 100)).toHaveLength(100)
  expect(shortText('short', 100)).toBe('short')
})

import { expect, test } from 'vitest'
import { foldText, INSENSITIVE, withoutDiacritics } from './fold.ts'

const plainly = (text: string) => text.normalize('NFD').replace(/\p{Mn}/gu, '')

test('of every character marks are taken off, whatever shortcut there is', () => {
  const wrong: string[] = []
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code)
    if (withoutDiacritics(`a${character}`) !== plainly(`a${character}`)) wrong.push(code.toString(16))
  }
  expect(wrong).toEqual([])
})

test('signs and emoji stand beside marks', () => {
  expect(withoutDiacritics('“Crème” – brûlée… 🎉 → ½ €')).toBe('“Creme” – brulee… 🎉 → ½ €')
  expect(foldText('ÀÉ “x”', INSENSITIVE)).toBe('ae “x”')
})

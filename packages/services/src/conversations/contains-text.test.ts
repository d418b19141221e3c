import { expect, test } from 'vitest'
import { containsText } from './contains-text.ts'

test.each(['.*', 'a+b', '(x', '[a-z]', '50% $5 ^', 'a|b', 'back\\slash', '{2}', '/slash/'])(
  '%s is text, no pattern',
  (text) => {
    const { $regex, $options } = containsText(text)
    const pattern = new RegExp($regex, $options)
    expect(pattern.test(`before ${text.toUpperCase()} after`)).toBe(true)
    expect(pattern.test('something else entirely aab')).toBe(false)
  },
)

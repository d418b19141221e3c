import { expect, test } from 'vitest'
import { readTextIndex } from '../text/index.ts'
import { fromPlain, toPlain } from '../values/index.ts'
import { isTextValue, readSignature, readSuffix, textKeys } from './text-keys.ts'

function entryOf(suffix: Record<string, number>) {
  const spec = fromPlain({ key: { _fts: 'text', _ftsx: 1, ...suffix }, weights: { text: 1 } })
  const index = readTextIndex(spec)
  const [first] = index ? textKeys(index, fromPlain({ text: 'a coffee shop', status: 'open' })) : []
  if (!index || !first?.value) throw new Error('no value')
  return { index, value: first.value }
}

test('an entry has a signature of two parts, or of one and the values behind the text', () => {
  const plain = entryOf({})
  expect(readSignature(plain.value, plain.index)).toHaveLength(16)
  const followed = entryOf({ status: 1 })
  expect([...readSignature(followed.value, followed.index)]).toEqual([...plain.value.subarray(0, 8)])
  expect(toPlain(readSuffix(followed.value) ?? new Map())).toEqual({ status: 'open' })
})

test('entries of before are as good, others are not', () => {
  const { value } = entryOf({})
  const followed = entryOf({ status: 1 }).value
  for (const expected of [value, followed])
    for (const stored of [expected, Buffer.from([1])]) expect(isTextValue(stored, expected)).toBe(true)
  expect(isTextValue(value.subarray(0, 8), value)).toBe(true)
  expect(isTextValue(value.subarray(0, 9), value)).toBe(false)
  expect(isTextValue(followed, value)).toBe(false)
  expect(isTextValue(Buffer.alloc(8), value)).toBe(false)
})

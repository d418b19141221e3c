import { expect, test } from 'vitest'
import { formatSize } from './format-size.ts'

test.each([
  [1, /^1 byte$/],
  [1023, /^1,023 bytes$/],
  [1024, /^1 kB$/],
  [1_572_864, /^1\.5 MB$/],
  [10 * 1024 * 1024, /^10 MB$/],
])('%d bytes', (bytes, words) => {
  expect(formatSize(bytes)).toMatch(words)
})

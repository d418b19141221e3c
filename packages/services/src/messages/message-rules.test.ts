import type { MessageStatus } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import {
  MAX_BUCKET_BYTES,
  MAX_BUCKET_MESSAGES,
  MAX_WINDOW_BYTES,
  MAX_WINDOW_MESSAGES,
  splitWindow,
} from './message-rules.ts'

function window(count: number, bytes = 100, statusAt: Record<number, MessageStatus> = {}) {
  return Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    bytes,
    status: statusAt[index] ?? ('complete' as const),
  }))
}

const seqs = (buckets: { seq: number }[][]) => buckets.map((bucket) => bucket.map(({ seq }) => seq))

describe('splitWindow', () => {
  test('nothing moves up to the limits', () => {
    expect(splitWindow(window(MAX_WINDOW_MESSAGES))).toEqual([])
    expect(splitWindow(window(2, MAX_WINDOW_BYTES / 2))).toEqual([])
  })

  test('one message more moves the oldest half into one bucket', () => {
    const [bucket, ...others] = seqs(splitWindow(window(MAX_WINDOW_MESSAGES + 1)))
    expect(others).toEqual([])
    expect(bucket).toEqual(Array.from({ length: 26 }, (_, index) => index + 1))
  })

  test('an overfull window by bytes keeps at most half the bytes, and always the newest message', () => {
    expect(seqs(splitWindow(window(3, MAX_WINDOW_BYTES / 2)))).toEqual([[1, 2]])
    expect(seqs(splitWindow(window(1, MAX_WINDOW_BYTES * 2)))).toEqual([])
  })

  test('an unfinished message and all after it stay', () => {
    expect(seqs(splitWindow(window(60, 100, { 3: 'streaming' })))).toEqual([[1, 2, 3]])
    expect(seqs(splitWindow(window(60, 100, { 0: 'pending' })))).toEqual([])
  })

  test('no bucket passes its own limits', () => {
    const large = splitWindow(window(6, MAX_BUCKET_BYTES * 0.4))
    expect(seqs(large)).toEqual([[1, 2], [3, 4], [5]])
    const many = splitWindow(window(200, 10))
    expect(Math.max(...many.map((bucket) => bucket.length))).toBe(MAX_BUCKET_MESSAGES)
    expect(many.flat().map(({ seq }) => seq)).toEqual(Array.from({ length: 175 }, (_, index) => index + 1))
  })
})

import { format } from 'node:util'
import { afterEach, beforeEach, expect, vi } from 'vitest'

/** A setup file: a test that writes to console.error without expecting it fails. One that expects it spies on it itself. */
let unexpected: string[] = []

beforeEach(() => {
  unexpected = []
  vi.spyOn(console, 'error').mockImplementation((...values: unknown[]) => {
    unexpected.push(format(...values))
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  expect(unexpected, 'console.error was called').toEqual([])
})

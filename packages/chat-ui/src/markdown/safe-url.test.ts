import { describe, expect, test } from 'vitest'
import { safeUrl } from './safe-url.ts'

describe('safeUrl', () => {
  test.each(['https://example.com/a?b=c', 'http://example.com/', 'mailto:someone@example.com'])(
    'keeps %s',
    (address) => {
      expect(safeUrl(address)).toBe(address)
    },
  )

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:https://example.com/1',
    '/relative',
    '//example.com',
    '#fragment',
    '',
    undefined,
  ])('refuses %s', (address) => {
    expect(safeUrl(address)).toBeNull()
  })
})

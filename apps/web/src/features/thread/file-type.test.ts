import { expect, test } from 'vitest'
import { attachableType } from './file-type.ts'

test.each([
  ['visits.csv', 'application/vnd.ms-excel', 'text/csv'],
  ['Notes.MD', '', 'text/markdown'],
  ['plan.pdf', 'application/pdf', 'application/pdf'],
  ['log.txt', 'text/plain;charset=utf-8', 'text/plain'],
  ['photo.jpeg', 'image/jpeg', 'image/jpeg'],
  ['script.svg', 'image/svg+xml', null],
  ['tool.exe', 'application/x-msdownload', null],
  ['folder', '', null],
])('%s, called %s, is announced as %s', (name, type, expected) => {
  expect(attachableType({ name, type })).toBe(expected)
})

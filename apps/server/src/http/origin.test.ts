import { describe, expect, test } from 'vitest'
import { isRequestFromOwnPage, ownOrigin } from './origin.ts'

const loopback = { host: '127.0.0.1' }
const open = { host: '0.0.0.0' }
const named = { host: '0.0.0.0', publicUrl: 'https://chat.example.com' }

describe('our own origin', () => {
  test.each([
    [loopback, '127.0.0.1:3000', 'http://127.0.0.1:3000'],
    [loopback, 'localhost:3000', 'http://localhost:3000'],
    [loopback, '[::1]:3000', 'http://[::1]:3000'],
    [loopback, 'evil.example.com:3000', null],
    [loopback, '127.0.0.1.evil.example.com', null],
    [open, '10.0.0.7:3000', 'http://10.0.0.7:3000'],
    [named, 'internal:3000', 'https://chat.example.com'],
  ])('%j asked as %s is %s', (rules, host, expected) => {
    expect(ownOrigin(new Headers({ host }), rules)).toBe(expected)
  })
})

describe('who may change something', () => {
  const host = '127.0.0.1:3000'
  test.each<[string, Record<string, string>, boolean]>([
    ['our page', { origin: 'http://127.0.0.1:3000', cookie: 'a=b' }, true],
    ['another site', { origin: 'https://evil.example.com', cookie: 'a=b' }, false],
    ['another site without cookies', { origin: 'https://evil.example.com' }, false],
    ['another port of this machine', { origin: 'http://127.0.0.1:4000', cookie: 'a=b' }, false],
    ['https of our name', { origin: 'https://127.0.0.1:3000', cookie: 'a=b' }, false],
    ['a sandboxed frame', { origin: 'null', cookie: 'a=b' }, false],
    ['no origin but another site by its metadata', { 'sec-fetch-site': 'cross-site' }, false],
    ['no origin, same origin by its metadata', { 'sec-fetch-site': 'same-origin', cookie: 'a=b' }, true],
    ['cookies without any origin', { cookie: 'a=b' }, false],
    ['a program without cookies', {}, true],
    ['a program with a token', { authorization: 'Bearer x' }, true],
  ])('%s', (_who, headers, expected) => {
    expect(isRequestFromOwnPage('POST', new Headers({ host, ...headers }), loopback)).toBe(expected)
  })

  test('reading is not changing', () => {
    expect(isRequestFromOwnPage('GET', new Headers({ host, origin: 'https://evil.example.com' }), loopback)).toBe(true)
  })
})

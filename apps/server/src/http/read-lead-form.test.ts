import { expect, test } from 'vitest'
import { readLeadForm } from './read-lead-form.ts'

const read = (query: string) => readLeadForm(new URLSearchParams(query))

test('a form says what JSON says', () => {
  const form = read('email=Ada%40example.test&name=Ada+L.&consent=on&utm_source=news&utm_medium=&gclid=g-1&website=')
  const campaign = { utmSource: 'news', gclid: 'g-1' }
  expect(form).toEqual({ email: 'Ada@example.test', name: 'Ada L.', consent: true, website: '', campaign })
  expect(read('email=a')).toEqual({ email: 'a' })
})

test('a box that is not ticked is no consent; a field that came twice, or is unknown, stays for the contract to refuse', () => {
  expect(read('consent=off')).toEqual({ consent: false })
  expect(read('consent=')).toEqual({ consent: false })
  expect(read('email=a&email=b&role=admin')).toEqual({ email: ['a', 'b'], role: 'admin' })
  expect(read('utm_term=a&utm_term=b')).toEqual({ campaign: { utmTerm: ['a', 'b'] } })
})

import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'
import { INSENSITIVE } from './fold.ts'
import { findLanguage } from './language.ts'
import { tokenize } from './tokenize.ts'

/** Words and the stems that Snowball 2.2 gives them; a stop word. */
const LANGUAGES = [
  ['danish', 'da', 'virksomhederne kampagnens', 'virksomhed kampagn', 'ikke'],
  ['dutch', 'nl', 'lichamelijkheden verkopers', 'licham verkoper', 'niet'],
  ['english', 'en', 'campaigns generalizations', 'campaign general', 'not'],
  ['finnish', 'fi', 'edeltäjilleen markkinointia', 'edeltäj markkinoint', 'että'],
  ['french', 'fr', 'continuellement campagnes', 'continuel campagn', 'avec'],
  ['german', 'de', 'aufgeschlossenheit verkäuferinnen', 'aufgeschloss verkauferinn', 'nicht'],
  ['hungarian', 'hu', 'megegyezések vásárlóinknak', 'megegyezés vásárló', 'hogy'],
  ['italian', 'it', 'abbandonerebbe venditori', 'abbandon venditor', 'della'],
  ['norwegian', 'nb', 'opplysningene kampanjer', 'opplysning kampanj', 'ikke'],
  ['portuguese', 'pt', 'boataria vendedores', 'boat vendedor', 'para'],
  ['romanian', 'ro', 'abonamentele vânzătorilor', 'abonament vânzat', 'este'],
  ['russian', 'ru', 'вдохновением продажами', 'вдохновен продаж', 'чтобы'],
  ['spanish', 'es', 'chicharrones vendedores', 'chicharron vendedor', 'para'],
  ['swedish', 'sv', 'klostergården kampanjernas', 'klostergård kampanj', 'inte'],
  ['turkish', 'tr', 'kampanyalarımızdan satıcıların', 'kampanya satıç', 'ama'],
] as const

test.each(LANGUAGES)('%s has stems and stop words, by name and code', (name, code, words, stems, stopWord) => {
  const language = findLanguage(name.toUpperCase())
  expect(language?.name).toBe(name)
  expect(findLanguage(code)).toBe(language)
  if (!language) throw new Error(`no ${name}`)
  const tokens = [...tokenize(`${words} ${stopWord}`, language, { caseSensitive: false, diacriticSensitive: true })]
  expect(tokens.join(' ')).toBe(stems)
})

test('Turkish has two letters i', () => {
  const turkish = findLanguage('turkish')
  if (!turkish) throw new Error('no Turkish')
  expect([...tokenize('KAPI', turkish, INSENSITIVE)]).toEqual([...tokenize('kapı', turkish, INSENSITIVE)])
  expect([...tokenize('İZMİR', turkish, INSENSITIVE)]).toEqual([...tokenize('izmir', turkish, INSENSITIVE)])
})

describe('a collection in several languages', () => {
  let server: TestDatabase
  beforeAll(async () => {
    server = await startForTest()
  })
  afterAll(() => server.close())

  test('is searched in the language of the index, of the search, of a document, and of a part of one', async () => {
    const items = server.client.db('languages').collection<Document & { _id: number }>('items')
    await items.createIndex(
      { text: 'text', 'parts.text': 'text' },
      { default_language: 'german', language_override: 'in' },
    )
    await items.insertMany([
      { _id: 1, text: 'die Kampagnen' },
      { _id: 2, text: 'les campagnes', in: 'french' },
      {
        _id: 3,
        text: 'los vendedores',
        in: 'es',
        parts: [{ text: 'running campaigns', in: 'en' }, { text: 'vendedores' }],
      },
      { _id: 4, text: 'Kampagnen', in: 'none' },
    ])
    const found = async ($search: string, $language?: string) => {
      const $text = $language === undefined ? { $search } : { $search, $language }
      return (await items.find({ $text }).sort({ _id: 1 }).toArray()).map(({ _id }) => _id)
    }
    expect(await found('Kampagne')).toEqual([1])
    expect(await found('kampagnen', 'none')).toEqual([4])
    expect(await found('die')).toEqual([])
    expect(await found('campagne', 'french')).toEqual([2])
    expect(await found('vendedor', 'spanish')).toEqual([3])
    expect(await found('campaign run', 'english')).toEqual([3])
    expect(await found('"vendedores" die', 'none')).toEqual([])
    await expect(items.insertOne({ _id: 5, text: 'x', in: 'klingon' })).rejects.toMatchObject({ code: 17262 })
    await expect(items.findOne({ $text: { $search: 'x', $language: 'klingon' } })).rejects.toMatchObject({ code: 2 })
    expect(await server.client.db('languages').command({ validate: 'items' })).toMatchObject({ valid: true })
  })
})

import { describe, expect, test } from 'vitest'
import { fromPlain } from '../values/index.ts'
import { INSENSITIVE } from './fold.ts'
import { ENGLISH, findLanguage } from './language.ts'
import { matchText } from './match-text.ts'
import { scoreDocument } from './score.ts'
import { splitSearch } from './split-search.ts'
import { stemEnglish } from './stem-english.ts'
import { readTextIndex, type TextIndex } from './text-index.ts'
import { compileTextQuery, parseTextArgument } from './text-query.ts'
import { tokenize } from './tokenize.ts'

function indexOf(weights: Record<string, number>, more: Record<string, string> = {}): TextIndex {
  const index = readTextIndex(
    fromPlain({ key: { _fts: 'text', _ftsx: 1 }, weights, default_language: 'english', ...more }),
  )
  if (!index) throw new Error('not a text index')
  return index
}

describe('the English stemmer', () => {
  test.each([
    // Pairs of the algorithm's published sample vocabulary.
    ['consign', 'consign'],
    ['consigned', 'consign'],
    ['consignment', 'consign'],
    ['consistency', 'consist'],
    ['consistently', 'consist'],
    ['consolation', 'consol'],
    ['consolatory', 'consolatori'],
    ['console', 'consol'],
    ['consolingly', 'consol'],
    ['conspicuously', 'conspicu'],
    ['conspiracy', 'conspiraci'],
    ['constables', 'constabl'],
    ['knack', 'knack'],
    ['knaves', 'knave'],
    ['knavish', 'knavish'],
    ['kneaded', 'knead'],
    ['kneeled', 'kneel'],
    ['knightly', 'knight'],
    ['knitted', 'knit'],
    ['knives', 'knive'],
    ['knocking', 'knock'],
    // Its rules one by one.
    ['skies', 'sky'],
    ['dying', 'die'],
    ['news', 'news'],
    ['succeeded', 'succeed'],
    ['herring', 'herring'],
    ['ties', 'tie'],
    ['cries', 'cri'],
    ['gas', 'gas'],
    ['gaps', 'gap'],
    ['kiwis', 'kiwi'],
    ['caresses', 'caress'],
    ['feed', 'feed'],
    ['agreed', 'agre'],
    ['luxuriating', 'luxuri'],
    ['hopping', 'hop'],
    ['hoping', 'hope'],
    ['falling', 'fall'],
    ['happy', 'happi'],
    ['say', 'say'],
    ['by', 'by'],
    ['generously', 'generous'],
    ['communication', 'communic'],
    ['arsenal', 'arsenal'],
    ['relational', 'relat'],
    ['hopefulness', 'hope'],
    ['geology', 'geolog'],
    ['formative', 'format'],
    ['adoption', 'adopt'],
    ['running', 'run'],
    ['campaigns', 'campaign'],
    ["dog's", 'dog'],
    ["'quoted'", 'quot'],
    ['youth', 'youth'],
    ['rate', 'rate'],
    ['controlling', 'control'],
  ])('%s → %s', (word, stem) => {
    expect(stemEnglish(word)).toBe(stem)
  })
})

describe('the tokeniser', () => {
  const words = (text: string, language = ENGLISH) => [...tokenize(text, language, INSENSITIVE)]
  test('divides at punctuation and space, folds case and diacritics, stems, leaves stop words out', () => {
    expect(words('The runners are Running; to-day, in Café “Zürich”!')).toEqual([
      'runner',
      'run',
      'day',
      'cafe',
      'zurich',
    ])
    expect(words('snake_case e-mail a.b 50%')).toEqual(['snake_cas', 'e', 'mail', 'b', '50'])
  })
  test('an English apostrophe is part of its word', () => {
    expect(words("don't the dog's")).toEqual(['dog'])
  })
  test("'none' has neither stems nor stop words", () => {
    expect(words("the runners don't", findLanguage('none'))).toEqual(['the', 'runners', 'don', 't'])
  })
  test('words of other scripts stay whole', () => {
    expect(words('Привет, мир 東京。大阪')).toEqual(['привет', 'мир', '東京', '大阪'])
  })
})

describe('splitting a search', () => {
  test.each([
    ['coffee shop', ['coffee shop', '', [], []]],
    ['"coffee shop" cake', ['coffee shop cake', '', ['coffee shop'], []]],
    ['coffee -shop', ['coffee', 'shop', [], []]],
    ['pre-market', ['pre-market', '', [], []]],
    ['coffee -"hot cake" -tea', ['coffee', 'tea', [], ['hot cake']]],
    ['"open end', ['open end', '', [], []]],
    ['', ['', '', [], []]],
  ])('%s', (search, expected) => {
    const { words, negatedWords, phrases, negatedPhrases } = splitSearch(search)
    expect([words, negatedWords, phrases, negatedPhrases]).toEqual(expected)
  })
})

describe('scores', () => {
  const scores = (weights: Record<string, number>, doc: Parameters<typeof fromPlain>[0]) =>
    Object.fromEntries(scoreDocument(indexOf(weights), fromPlain(doc)))
  test.each([
    // MongoDB's manual, "$meta": one word of two, one of one, one of three.
    [{ a: 1 }, { a: 'coffee shop' }, { coffe: 0.75, shop: 0.75 }],
    [{ a: 1 }, { a: 'cake' }, { cake: 1.1 }],
    [{ a: 1 }, { a: 'one tree house' }, { one: 2 / 3, tree: 2 / 3, hous: 2 / 3 }],
    [{ a: 1 }, { a: 'tree tree house' }, { tree: 1.5 * (0.5 + 1 / 3), hous: 2 / 3 }],
    [
      { a: 10, b: 1 },
      { a: 'tree', b: 'tree house' },
      { tree: 11.75, hous: 0.75 },
    ],
    [{ 'm.text': 1 }, { m: [{ text: 'tree' }, { text: 'tree', other: 'x' }] }, { tree: 2.2 }],
    [{ a: 1 }, { a: ['tree', ['deep'], 5, null] }, { tree: 1.1 }],
    [{ a: 1 }, { a: { b: 'tree' }, b: 'tree' }, {}],
    [
      { '$**': 2, b: 3 },
      { a: { c: 'tree' }, b: 'house plant', language: 'en' },
      { tree: 2.2, hous: 2.25, plant: 2.25 },
    ],
  ])('%o %o', (weights, doc, expected) => {
    const given = scores(weights, doc)
    expect(Object.keys(given)).toEqual(Object.keys(expected))
    for (const [term, score] of Object.entries(expected)) expect(given[term]).toBeCloseTo(score, 12)
  })
  test("a document's own language, and that of a document inside it", () => {
    const terms = scores(
      { a: 1, 'm.a': 1 },
      { language: 'none', a: 'the runners', m: [{ a: 'the runners', language: 'english' }] },
    )
    expect(Object.keys(terms)).toEqual(['the', 'runners', 'runner'])
    expect(() => scores({ a: 1 }, { a: 'x', language: 'klingon' })).toThrow('language override unsupported: klingon')
    expect(() => scores({ a: 1 }, { a: 'x', language: 5 })).toThrow('non-string type')
  })
})

describe('matching', () => {
  test.each([
    ['coffee', {}, true],
    ['COFFEES', {}, true],
    ['tea shops', {}, true],
    ['tea', {}, false],
    ['the', {}, false],
    ['coffee -cake', {}, false],
    ['coffee -tea', {}, true],
    ['-tea', {}, false],
    ['"coffee shop"', {}, true],
    ['"Coffee Sho"', {}, true],
    ['"shop coffee"', {}, false],
    ['"coffee shop" "good cake"', {}, true],
    ['"coffee shop" "bad cake"', {}, false],
    ['coffee -"good cake"', {}, false],
    ['coffee', { $caseSensitive: true }, false],
    ['Coffee', { $caseSensitive: true }, true],
    ['Creme', {}, true],
    ['Crème', { $diacriticSensitive: true }, true],
    ['Creme', { $diacriticSensitive: true }, false],
    ['shops', { $language: 'none' }, false],
    ['shop', { $language: 'none' }, true],
  ])('%s %o: %s', (search, options, expected) => {
    const index = indexOf({ a: 1, b: 1 })
    const query = compileTextQuery(parseTextArgument(fromPlain({ $search: search, ...options })), ENGLISH)
    const doc = fromPlain({ a: 'The Coffee Shop', b: ['has good cake', 'and Crème'] })
    expect(matchText(query, index, doc, false)).toBe(expected)
  })
})

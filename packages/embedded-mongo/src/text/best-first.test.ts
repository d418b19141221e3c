import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'
import { openEnvironment } from '../store/environment.ts'
import { SUMMARY_TERM } from '../store/text-keys.ts'
import { type Doc, fromPlain } from '../values/index.ts'
import { readSummary } from './document-summary.ts'
import { matchText } from './match-text.ts'
import { scoreDocument } from './score.ts'
import { readTextIndex } from './text-index.ts'
import { compileTextQuery, parseTextArgument } from './text-query.ts'

let server: TestDatabase
beforeAll(async () => {
  server = await startForTest()
})
afterAll(() => server.close())

/** The last two have the same hash. */
const WORDS = ['alpha', 'bravo', 'carol', 'delta', 'echoes', 'zyytyqrw', 'pqjwmfmy']
const OTHERS = Array.from({ length: 300 }, (_, i) => `filler${i}`)
const COUNT = 400
const SEARCHES = [
  'alpha bravo',
  'alpha bravo carol',
  'echo delta',
  '"alpha bravo"',
  '"carol delta" echoes',
  'zyytyqrw alpha',
  'zyytyqrw pqjwmfmy',
  'pqjwmfmy bravo -delta',
  'alpha filler7',
  '"bravo"',
  'alpha -"alpha bravo"',
]

/** A number below `end`, the same each time. */
function pick(...seeds: number[]): (end: number) => number {
  let state = seeds.reduce((sum, seed) => Math.imul(sum ^ seed, 0x01000193) >>> 0, 0x811c9dc5)
  return (end) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 8) % end
  }
}

/** One document in four is short. Some words are in most documents, some in few. */
function documentOf(id: number, version = 0) {
  const next = pick(id, version)
  const length = id % 4 === 0 ? 2 + next(6) : 60 + next(120)
  const words = Array.from({ length }, () => {
    const rank = next(40)
    return (rank < 8 && next(rank + 1) === 0 ? WORDS[rank % WORDS.length] : OTHERS[next(OTHERS.length)]) ?? ''
  })
  const half = length >> 1
  return {
    tenant: id % 10 === 9 ? 2 : 1,
    title: WORDS[next(60)] ?? '',
    messages: [words.slice(0, half), words.slice(half)].map((part) => ({ text: part.join(' ') })),
  }
}

const KEY = { tenant: 1, title: 'text', 'messages.text': 'text' } as const
const WEIGHTS = { title: 3, 'messages.text': 1 }
const index = readTextIndex(fromPlain({ key: { tenant: 1, _fts: 'text', _ftsx: 1 }, weights: WEIGHTS }))

interface Stored {
  doc: Document
  plain: Doc
  scores: ReadonlyMap<string, number>
}

function read(doc: Document): Stored {
  if (!index) throw new Error('no text index')
  const plain = fromPlain({ title: doc.title, messages: doc.messages })
  return { doc, plain, scores: scoreDocument(index, plain) }
}

/** What every search finds by looking at every document, best first, equal ones in the order they came. */
function bySight(stored: readonly Stored[], search: string) {
  if (!index) throw new Error('no text index')
  const query = compileTextQuery(parseTextArgument(fromPlain({ $search: search })), index.defaultLanguage)
  return stored
    .flatMap(({ doc, plain, scores }) => {
      if (doc.tenant !== 1 || !matchText(query, index, plain, false)) return []
      return [{ _id: Number(doc._id), score: [...query.terms].reduce((sum, term) => sum + (scores.get(term) ?? 0), 0) }]
    })
    .sort((a, b) => b.score - a.score || a._id - b._id)
}

const itemsOf = () => server.client.db('best').collection<Document & { _id: number }>('items')

async function expectAllRight() {
  const items = itemsOf()
  const stored = (await items.find().sort({ _id: 1 }).toArray()).map(read)
  const score = { $meta: 'textScore' as const }
  for (const $search of SEARCHES) {
    const expected = bySight(stored, $search)
    expect(expected.length, $search).toBeGreaterThan(0)
    for (const [skip, limit] of [
      [0, 5],
      [5, 21],
      [0, 0],
    ] as const) {
      const cursor = items.find({ tenant: 1, $text: { $search } }, { projection: { score }, batchSize: 50 })
      const found = await cursor.sort({ score }).skip(skip).limit(limit).toArray()
      const page = found.map((doc) => ({ _id: doc._id, score: doc.score }))
      expect(page, `${$search}, ${skip} to ${limit}`).toEqual(
        expected.slice(skip, limit === 0 ? undefined : skip + limit),
      )
    }
  }
}

const keysExamined = async ($search: string) => {
  const found = itemsOf().find({ tenant: 1, $text: { $search } }, { projection: { score: { $meta: 'textScore' } } })
  const explained = await found
    .sort({ score: { $meta: 'textScore' } })
    .limit(5)
    .explain('executionStats')
  return Number(explained.executionStats.totalKeysExamined)
}

/** Makes all indexes what a version of before would have written; how many summaries there were. */
async function withoutSummaries(): Promise<number> {
  await server.client.close()
  await server.database.close()
  const environment = openEnvironment(server.dataDir)
  const summaries = [...environment.latest.range('i', 'j')].filter(
    ({ key, value }) => key.slice(0, -8).endsWith(SUMMARY_TERM) && readSummary(value) !== undefined,
  )
  await environment.commit(summaries.map(({ key }) => [key, null] as const))
  await environment.close()
  await server.restart()
  return summaries.length
}

describe('searches of several words among many documents', () => {
  test('find the best first, with the scores that looking at every document gives', { timeout: 120_000 }, async () => {
    await itemsOf().createIndex(KEY, { weights: WEIGHTS })
    await itemsOf().insertMany(Array.from({ length: COUNT }, (_, id) => ({ _id: id, ...documentOf(id) })))
    await expectAllRight()
  })

  test('read few of the postings', async () => {
    const both =
      (await keysExamined('alpha')) > 0 ? await itemsOf().countDocuments({ tenant: 1, $text: { $search: 'alpha' } }) : 0
    expect(both).toBeGreaterThan(COUNT / 4)
    expect(await keysExamined('alpha bravo')).toBeLessThan(both / 2)
  })

  test('find the same in an index of before, whose documents have no summaries, and after some got theirs', {
    timeout: 120_000,
  }, async () => {
    expect(await withoutSummaries()).toBeGreaterThan(COUNT / 2)
    await expectAllRight()
    for (let id = 0; id < COUNT; id += 3) await itemsOf().replaceOne({ _id: id }, documentOf(id, 1))
    for (let id = 1; id < COUNT; id += 11) await itemsOf().deleteOne({ _id: id })
    await expectAllRight()
  })

  test('are what validate takes for whole, summaries or not', async () => {
    const few = server.client.db('best').collection<Document & { _id: number }>('few')
    await few.createIndex(KEY, { weights: WEIGHTS })
    await few.insertMany(Array.from({ length: 12 }, (_, id) => ({ _id: id, ...documentOf(id) })))
    await few.replaceOne({ _id: 1 }, documentOf(1, 1))
    await few.deleteOne({ _id: 2 })
    const check = async () => server.client.db('best').command({ validate: 'few' })
    const whole = await check()
    expect(whole).toMatchObject({ valid: true, errors: [] })
    await withoutSummaries()
    expect(await check()).toMatchObject({ valid: true, keysPerIndex: whole.keysPerIndex })
  })
})

import fc from 'fast-check'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'
import { fromPlain } from '../values/index.ts'
import { matchText } from './match-text.ts'
import { scoreDocument } from './score.ts'
import { readTextIndex } from './text-index.ts'
import { compileTextQuery, parseTextArgument } from './text-query.ts'

let server: TestDatabase
beforeAll(async () => {
  server = await startForTest()
})
afterAll(() => server.close())

const word = fc.constantFrom('run', 'Running', 'runner', 'café', 'Cafe', 'the', 'tea', 'black-tea', "dog's", 'x')
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '))
const document = fc.record({
  tenant: fc.constantFrom(1, 2, null),
  title: fc.option(text, { nil: undefined }),
  messages: fc.array(fc.record({ text, language: fc.constantFrom('english', 'none') }), { maxLength: 2 }),
})
const part = fc.oneof(
  word,
  word.map((one) => `-${one}`),
  text.map((words) => `"${words}"`),
)
const searches = fc.record({
  tenant: fc.constantFrom(1, 2, null),
  words: fc.array(part, { maxLength: 4 }).map((parts) => parts.join(' ')),
  $caseSensitive: fc.boolean(),
  $diacriticSensitive: fc.boolean(),
})

test('a search by index finds what looking at every document finds, with the same scores', {
  timeout: 120_000,
}, async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(11), document), { maxLength: 4 }),
      fc.array(searches, { minLength: 1, maxLength: 5 }),
      async (documents, changes, wanted) => {
        const items = server.client.db('scan').collection<Document>(`items${++round}`)
        await items.createIndex({ tenant: 1, title: 'text', 'messages.text': 'text' }, { weights: { title: 3 } })
        const spec = (await items.indexes())[1]
        const index = spec && readTextIndex(fromPlain({ key: { ...spec.key }, weights: { ...spec.weights } }))
        if (!index) throw new Error('no text index')
        if (documents.length > 0) await items.insertMany(documents.map((doc, _id) => ({ _id, ...doc })) as Document[])
        for (const [_id, doc] of changes) await items.replaceOne({ _id } as Document, doc)
        await items.deleteOne({ _id: 3 } as Document)
        const { valid } = await server.client.db('scan').command({ validate: items.collectionName })
        expect(valid).toBe(true)
        const stored = await items.find().toArray()
        for (const { tenant, words, ...options } of wanted) {
          const query = compileTextQuery(
            parseTextArgument(fromPlain({ $search: words, ...options })),
            index.defaultLanguage,
          )
          const expected = stored.flatMap((doc) => {
            const plain = fromPlain({ title: doc.title ?? null, messages: doc.messages })
            if (doc.tenant !== tenant || !matchText(query, index, plain, false)) return []
            const scores = scoreDocument(index, plain)
            return [[doc._id, [...query.terms].reduce((sum, term) => sum + (scores.get(term) ?? 0), 0)]]
          })
          const score = { $meta: 'textScore' as const }
          const found = await items
            .find({ tenant, $text: { $search: words, ...options } }, { projection: { score } })
            .toArray()
          const byId = (a: unknown[], b: unknown[]) => Number(a[0]) - Number(b[0])
          const rounded = (pairs: unknown[][]) =>
            pairs.map(([id, sum]) => [id, Number(Number(sum).toFixed(9))]).sort(byId)
          expect(rounded(found.map((doc) => [doc._id, doc.score]))).toEqual(rounded(expected))
        }
      },
    ),
    { numRuns: process.env.PARLEY_SOAK ? 1000 : 40 },
  )
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeDocument, fromPlain } from '../values/index.ts'
import { END_OF_BATCH, LOG_LIMITS, readLog } from './commit-log.ts'
import { ensureCollection } from './definitions.ts'
import { openEnvironment } from './environment.ts'
import { insertRecord } from './records.ts'
import { Store } from './store.ts'

let directory: string
let store: Store
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'parley-log-'))
  store = new Store(openEnvironment(directory))
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

async function insert(n: number): Promise<void> {
  const doc = fromPlain({ _id: n })
  const { batch } = store.apply((statement) =>
    insertRecord(statement, ensureCollection(statement, 'db', 'c'), doc, encodeDocument(doc)),
  )
  await batch?.done
}

const logged = () => [...readLog(store.environment.latest, { sequence: 0, index: END_OF_BATCH })]

test('what is too old is removed in steps, and what a stream would miss is known', async () => {
  for (let n = 0; n < 100; n++) await insert(n)
  const changes = logged()
  expect(changes).toHaveLength(100)
  expect(store.pruneLog()).toBeUndefined()
  const later = Date.now() + LOG_LIMITS.ageMs + 60_000
  expect(store.log.prune(store.environment.latest, later)).toBe(true)
  await insert(100)
  const left = logged()
  expect(left).toHaveLength(101 - LOG_LIMITS.entriesPerStep)
  const [first] = changes
  const last = changes.at(-1)
  expect(first && store.log.has(first.position)).toBe(false)
  expect(first && store.log.hasTime(first.change.time)).toBe(false)
  expect(last && store.log.has(last.position)).toBe(true)
})

test('its times go on after a restart', async () => {
  await insert(1)
  const before = store.log.lastTime
  await store.close()
  store = new Store(openEnvironment(directory))
  await insert(2)
  expect(store.log.lastTime.compare(before)).toBe(1)
  expect(logged()).toHaveLength(2)
})

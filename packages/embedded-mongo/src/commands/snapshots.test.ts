import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEnvironment } from '../store/environment.ts'
import { Store } from '../store/store.ts'
import { Snapshots } from './snapshots.ts'

let folder: string
let store: Store
let snapshots: Snapshots

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-mongo-'))
  store = new Store(openEnvironment(folder))
  snapshots = new Snapshots(store.clock, () => store.open())
})

afterEach(async () => {
  snapshots.close()
  await store.close()
  rmSync(folder, { recursive: true })
})

test('a cursor that goes on reading keeps its snapshot', () => {
  const past = snapshots.at(undefined)
  const begun = Date.now()
  expect(past.view).toBeDefined()
  snapshots.expire(begun + 59_000)
  expect(snapshots.at(past.time).time).toEqual(past.time)
  expect(past.view).toBeDefined()
})

test('a cursor that comes back after its snapshot was let go is told so', () => {
  const past = snapshots.at(undefined)
  snapshots.expire(Date.now() + 61_000)
  expect(() => past.view).toThrow(/older than what this database keeps/)
  expect(() => snapshots.at(past.time)).toThrow(/older than what this database keeps/)
})

import { readFileSync } from 'node:fs'
import type { Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { COMMANDS } from '../commands/registry.ts'
import { operators } from '../expressions/registry.ts'
import { rawCommand } from '../raw-command.test-support.ts'
import { accumulators } from '../stages/accumulators/registry.ts'
import { stageDefinitions } from '../stages/registry.ts'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'
import { SURFACES, type Surface, type SurfaceName } from './surface.test-data.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
  await started.client
    .db('surface')
    .collection('c')
    .insertOne({ a: [{ b: 1 }] })
})
afterAll(() => started.close())

const send = (command: Document): Promise<Document> => rawCommand(started.database.port, { ...command, $db: 'surface' })

const find = (options: Document): Document => ({ find: 'c', ...options })
const aggregate = (stage: Document): Document => ({ aggregate: 'c', pipeline: [stage], cursor: {} })
const update = (u: Document, more: Document = {}): Document => ({
  update: 'c',
  updates: [{ q: { 'a.b': 1 }, u, ...more }],
})

const TOP_LEVEL = [
  '$and',
  '$or',
  '$nor',
  '$expr',
  '$jsonSchema',
  '$sampleRate',
  '$alwaysTrue',
  '$alwaysFalse',
  '$text',
  '$where',
  '$comment',
]
const POSITIONS: Readonly<Record<string, Document>> = {
  $: update({ $set: { 'a.$.c': 1 } }),
  '$[]': update({ $set: { 'a.$[].c': 1 } }),
  '$[name]': update({ $set: { 'a.$[name].c': 1 } }, { arrayFilters: [{ 'name.b': 1 }] }),
}

/** A command that uses the operator, rightly or wrongly: what counts is whether the server knows it. */
const PROBES: Readonly<Record<SurfaceName, (name: string) => Document>> = {
  'Query operators': (name) => find({ filter: TOP_LEVEL.includes(name) ? { [name]: 1 } : { a: { [name]: 1 } } }),
  'Projection operators': (name) =>
    name === '$'
      ? find({ filter: { 'a.b': 1 }, projection: { 'a.$': 1 } })
      : find({ projection: { a: { [name]: 1 } } }),
  'Update operators': (name) =>
    POSITIONS[name] ??
    (['$each', '$position', '$slice', '$sort'].includes(name)
      ? update({ $push: { z: { $each: [1], [name]: name === '$each' ? [1] : 1 } } })
      : update({ [name]: { z: 1 } })),
  Stages: (name) => aggregate({ [name]: name === '$changeStream' ? {} : 1 }),
  Expressions: (name) => aggregate({ $project: { x: { [name]: 1 } } }),
  Accumulators: (name) => aggregate({ $group: { _id: null, x: { [name]: 1 } } }),
  'Window functions': (name) => aggregate({ $setWindowFields: { sortBy: { a: 1 }, output: { x: { [name]: 1 } } } }),
  Commands: (name) => ({ [name]: 'nothing', ...(name === 'aggregate' ? { pipeline: [], cursor: {} } : {}) }),
}

const UNKNOWN =
  /unknown (top level )?operator|unrecognized|unknown modifier|unknown group operator|no such command|not implemented|not supported/i

async function failureOf(command: Document): Promise<{ code: number; message: string } | undefined> {
  const { ok, code, errmsg, writeErrors } = await send(command)
  if (writeErrors) return { code: writeErrors[0].code, message: writeErrors[0].errmsg }
  return ok === 1 ? undefined : { code, message: errmsg }
}

const surfaces: [SurfaceName, Surface][] = [
  ['Query operators', SURFACES['Query operators']],
  ['Projection operators', SURFACES['Projection operators']],
  ['Update operators', SURFACES['Update operators']],
  ['Stages', SURFACES.Stages],
  ['Expressions', SURFACES.Expressions],
  ['Accumulators', SURFACES.Accumulators],
  ['Window functions', SURFACES['Window functions']],
  ['Commands', SURFACES.Commands],
]

describe.each(surfaces)('%s of MongoDB 7', (kind, { present, refused, own = [] }) => {
  test('that are present are known', async () => {
    const unknown: string[] = []
    for (const name of [...present, ...own]) {
      const failure = await failureOf(PROBES[kind](name))
      if (failure && UNKNOWN.test(failure.message)) unknown.push(`${name}: ${failure.message}`)
    }
    expect(unknown).toEqual([])
  })

  test('that are not are refused with a code and by name, none is ignored', async () => {
    const wrong: string[] = []
    for (const name of refused) {
      const failure = await failureOf(PROBES[kind](name))
      if (!failure || failure.code <= 0 || !failure.message.includes(name)) wrong.push(`${name}: ${failure?.message}`)
    }
    expect(wrong).toEqual([])
  })

  test('and what nobody knows is refused', async () => {
    const name = kind === 'Commands' ? 'nonsense' : '$nonsense'
    expect((await failureOf(PROBES[kind](name)))?.message).toContain(name)
  })

  test('are listed in the README as they are', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const paragraph = readme.split('\n\n').find((text) => text.startsWith(`**${kind}**`)) ?? ''
    const [there = '', not = ''] = paragraph.split('Refused:')
    const listed = (text: string) =>
      [...text.matchAll(/`([^`]+)`/g)].flatMap(([, inner = '']) => inner.split(/\s+/)).sort()
    expect(listed(there)).toEqual([...present, ...own].sort())
    expect(listed(not)).toEqual([...refused].sort())
  })
})

describe('the list has all that is registered', () => {
  const sorted = (names: Iterable<string>) => [...new Set(names)].sort()

  test('expressions, accumulators, stages', () => {
    expect(sorted(operators.map(({ name }) => name))).toEqual(sorted(SURFACES.Expressions.present))
    expect(sorted(accumulators.keys())).toEqual(sorted(SURFACES.Accumulators.present))
    const sources = ['$changeStream', '$collStats', '$currentOp', '$documents', '$indexStats', '$listLocalSessions']
    expect(sorted([...stageDefinitions.map(({ name }) => name), ...sources])).toEqual(sorted(SURFACES.Stages.present))
  })

  test('commands', () => {
    const search = ['createSearchIndexes', 'dropSearchIndex', 'updateSearchIndex', 'listSearchIndexes']
    const known = COMMANDS.map(({ name }) => name).filter((name) => !search.includes(name))
    expect(sorted(known)).toEqual(sorted([...SURFACES.Commands.present, ...SURFACES.Commands.own]))
  })
})

import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import expected from './expected-failures.json' with { type: 'json' }
import { runSuites } from './run-suites.ts'
import { specDirectory } from './spec-file.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..')
const { path, exists } = specDirectory(root)
if (!exists) process.stdout.write(`skipped: no specification tests at ${path}\n`)

describe.skipIf(!exists)('the driver specifications’ tests', () => {
  test('fail exactly where expected-failures.json says', { timeout: 600_000 }, async () => {
    const results = await runSuites(path)
    const failed = new Map(results.filter(({ state }) => state === 'failed').map(({ name, reason }) => [name, reason]))
    const unexpected = [...failed].filter(([name]) => !Object.hasOwn(expected, name))
    expect(Object.fromEntries(unexpected), 'tests that should pass').toEqual({})
    const passing = Object.keys(expected).filter((name) => !failed.has(name))
    expect(passing, 'tests that pass now: take them off the list').toEqual([])
    expect(results.filter(({ state }) => state === 'passed').length).toBeGreaterThan(600)
  })
})

import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { EXPECTED_FAILURES } from './expected-failures.ts'
import { runSuites } from './run-suites.ts'
import { SUITES, specDirectory } from './spec-file.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..')
const { path, exists } = specDirectory(root)
if (!exists) process.stdout.write(`skipped: no specification tests at ${path}\n`)

describe.skipIf(!exists)('the driver specifications’ tests', () => {
  test('fail exactly where expected-failures.json says', { timeout: 600_000 }, async () => {
    const results = await runSuites(path)
    const failed = new Map(results.filter(({ state }) => state === 'failed').map(({ name, reason }) => [name, reason]))
    const unexpected = [...failed].filter(([name]) => !EXPECTED_FAILURES.has(name))
    expect(Object.fromEntries(unexpected), 'tests that should pass').toEqual({})
    const passing = [...EXPECTED_FAILURES.keys()].filter((name) => !failed.has(name))
    expect(passing, 'tests that pass now: take them off the list').toEqual([])
    for (const suite of SUITES) {
      const ours = results.filter(
        ({ name }) => EXPECTED_FAILURES.get(name)?.cause !== 'driver' && name.startsWith(`${suite}/`),
      )
      const passed = ours.filter(({ state }) => state === 'passed').length
      const applicable = ours.filter(({ state }) => state !== 'not applicable').length
      expect(passed / applicable, suite).toBeGreaterThanOrEqual(0.98)
    }
    expect(results.filter(({ state }) => state === 'passed').length).toBeGreaterThan(690)
  })
})

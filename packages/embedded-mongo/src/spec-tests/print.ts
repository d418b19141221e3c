import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runSuites, type SpecResult } from './run-suites.ts'
import { SUITES, specDirectory } from './spec-file.ts'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..')
const PAGE = resolve(ROOT, 'docs/proofs/spec-tests.md')
const REASONS = new URL('./expected-failures.json', import.meta.url)

const countOf = (results: readonly SpecResult[], suite: string, state: SpecResult['state']): number =>
  results.filter((result) => result.suite === suite && result.state === state).length

function page(results: readonly SpecResult[], reasons: Readonly<Record<string, string>>): string {
  const rows = SUITES.map((suite) => {
    const passed = countOf(results, suite, 'passed')
    const failed = countOf(results, suite, 'failed')
    const share = passed + failed > 0 ? `${((100 * passed) / (passed + failed)).toFixed(1)} %` : '–'
    return `| ${suite} | ${passed} | ${failed} | ${share} | ${countOf(results, suite, 'not applicable')} |`
  })
  const failures = results
    .filter(({ state }) => state === 'failed')
    .map(({ name }) => `- ${name} — ${reasons[name] ?? 'no reason known yet'}`)
  return [
    '# The driver specifications’ own tests',
    '',
    'Unified-format tests of mongodb/specifications (not part of this repository), run by `packages/embedded-mongo/src/spec-tests` through',
    'the official driver against the embedded database. Commands, outcomes, errors with their labels, and command events are checked.',
    'Printed by `npx tsx packages/embedded-mongo/src/spec-tests/print.ts`.',
    '',
    '| suite | passed | failed | of what applies | not applicable (version, topology) |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    '## What fails, and why',
    '',
    ...failures,
    '',
  ].join('\n')
}

async function main(): Promise<void> {
  const { path, exists } = specDirectory(ROOT)
  if (!exists) {
    process.stdout.write(`skipped: no specification tests at ${path}\n`)
    return
  }
  const results = await runSuites(path)
  const reasons: Record<string, string> = JSON.parse(readFileSync(REASONS, 'utf8'))
  const text = page(results, reasons)
  mkdirSync(dirname(PAGE), { recursive: true })
  writeFileSync(PAGE, text)
  process.stdout.write(text)
  for (const { name, state, reason } of results)
    if (state === 'failed' && !reasons[name]) process.stdout.write(`\n${name}\n  ${reason}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})

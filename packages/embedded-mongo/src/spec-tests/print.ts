import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EXPECTED_FAILURES, type ExpectedFailure } from './expected-failures.ts'
import { runSuites, type SpecResult } from './run-suites.ts'
import { SUITES, specDirectory } from './spec-file.ts'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..')
const PAGE = resolve(ROOT, 'docs/proofs/spec-tests.md')

const isDrivers = ({ name }: SpecResult): boolean => EXPECTED_FAILURES.get(name)?.cause === 'driver'

const share = (passed: number, failed: number): string =>
  passed + failed > 0 ? `${((100 * passed) / (passed + failed)).toFixed(1)} %` : '–'

function row(name: string, results: readonly SpecResult[]): string {
  const passed = results.filter(({ state }) => state === 'passed').length
  const failed = results.filter(({ state }) => state === 'failed')
  const ofDriver = failed.filter(isDrivers).length
  const others = failed.length - ofDriver
  const skipped = results.filter(({ state }) => state === 'not applicable').length
  return `| ${name} | ${passed} | ${others} | ${ofDriver} | ${share(passed, others)} | ${share(passed, failed.length)} | ${skipped} |`
}

function listing(results: readonly SpecResult[], cause: ExpectedFailure['cause']): string[] {
  const lines = results.flatMap((result) => {
    const known = EXPECTED_FAILURES.get(result.name)
    if (result.state !== 'failed' || (known?.cause ?? 'server') !== cause) return []
    const proof = known?.proof ? ` — proven without it: “${known.proof}”` : ''
    return [`- ${result.name} — ${known?.reason ?? 'no reason known yet'}${proof}`]
  })
  return lines.length > 0 ? lines : ['None.']
}

const page = (results: readonly SpecResult[]): string =>
  [
    '# The driver specifications’ own tests',
    '',
    'Unified-format tests of mongodb/specifications (not part of this repository), run by `packages/embedded-mongo/src/spec-tests` through',
    'the official driver against the embedded database. Commands, outcomes, errors with their labels, and command events are checked.',
    'Printed by `npx tsx packages/embedded-mongo/src/spec-tests/print.ts`. Where the driver itself never does what a test expects, the test says',
    'nothing about a database: it is left out of the first percentage, counted as failed in the second, listed below, and what it is about is',
    'shown by raw commands in `driver-caused.test.ts`.',
    '',
    '| suite | passed | failed | failed by the driver | of what applies | the driver’s counted too | not applicable (version, topology) |',
    '|---|---|---|---|---|---|---|',
    ...SUITES.map((suite) =>
      row(
        suite,
        results.filter((result) => result.suite === suite),
      ),
    ),
    row('all', results),
    '',
    '## What fails, and why',
    '',
    ...listing(results, 'server'),
    '',
    '## What the driver fails',
    '',
    ...listing(results, 'driver'),
    '',
  ].join('\n')

async function main(): Promise<void> {
  const { path, exists } = specDirectory(ROOT)
  if (!exists) {
    process.stdout.write(`skipped: no specification tests at ${path}\n`)
    return
  }
  const results = await runSuites(path)
  const text = page(results)
  mkdirSync(dirname(PAGE), { recursive: true })
  writeFileSync(PAGE, text)
  process.stdout.write(text)
  for (const { name, state, reason } of results)
    if (state === 'failed' && !EXPECTED_FAILURES.has(name)) process.stdout.write(`\n${name}\n  ${reason}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
})

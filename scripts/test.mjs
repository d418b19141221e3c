import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isBuildCurrent } from './build-stamp.mjs'
import { findBrowser } from './find-browser.mjs'
import { ROOT, run, tool } from './run.mjs'

/**
 * `pnpm test [--unit | --e2e] [filter …]`: unit and integration tests, then the journeys in a real Chromium over a fresh build. The last
 * line is `N passed, N failed`; the exit code is 0 only when tests ran and none failed.
 */
const args = process.argv.slice(2).filter((arg) => arg !== '--')
const filters = args.filter((arg) => !arg.startsWith('--'))
const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--unit' && arg !== '--e2e')
if (unknown) {
  console.error(`Unknown option ${unknown}. Use: pnpm test [--unit | --e2e] [filter …]`)
  process.exit(2)
}
const reports = mkdtempSync(join(tmpdir(), 'parley-test-'))
const total = { passed: 0, failed: 0, skipped: 0 }

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

function add({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}

async function runUnitTests() {
  const report = join(reports, 'unit.json')
  const { code } = await run(
    tool('vitest/vitest.mjs', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...filters,
    ]),
  )
  const json = readReport(report)
  const failed = json?.numFailedTests ?? 0
  // A file that does not load, or an error outside a test, fails the run without failing a test.
  const brokenFiles =
    json?.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    ).length ?? 0
  const others = code !== 0 && failed + brokenFiles === 0 && !(json?.numTotalTests === 0 && filters.length > 0) ? 1 : 0
  add({
    passed: json?.numPassedTests,
    failed: failed + brokenFiles + others,
    skipped: (json?.numPendingTests ?? 0) + (json?.numTodoTests ?? 0),
  })
}

async function runJourneys() {
  let browser
  try {
    browser = await findBrowser()
  } catch (error) {
    console.error(error.message)
    return add({ failed: 1 })
  }
  if (!isBuildCurrent()) {
    const { code } = await run({ command: process.execPath, args: [join(ROOT, 'scripts/build.mjs')] })
    if (code !== 0) return add({ failed: 1 })
  }
  const report = join(reports, 'e2e.json')
  const { code } = await run(
    tool('@playwright/test/cli.js', ['test', '--reporter=list,json', '--pass-with-no-tests', ...filters], 'e2e'),
    { cwd: join(ROOT, 'e2e'), env: { PARLEY_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report } },
  )
  const json = readReport(report)
  const failed = (json?.stats.unexpected ?? 0) + (json?.stats.flaky ?? 0)
  add({
    passed: json?.stats.expected,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: json?.stats.skipped,
  })
}

if (!args.includes('--e2e')) await runUnitTests()
if (!args.includes('--unit')) await runJourneys()
rmSync(reports, { recursive: true, force: true })
const { passed, failed, skipped } = total
if (passed + failed === 0) console.error('No test ran.')
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0

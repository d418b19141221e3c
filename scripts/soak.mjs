import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, tool } from './run.mjs'

/** `pnpm test:soak [name]`: the full counts of the proofs that `pnpm test` samples, i.e. of the test files that read PARLEY_SOAK. */
const names = process.argv.slice(2).filter((arg) => arg !== '--')

function* testFilesUnder(folder) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist') yield* testFilesUnder(path)
    } else if (entry.name.endsWith('.test.ts')) yield path
  }
}

const soaks = [...testFilesUnder('apps'), ...testFilesUnder('packages')].filter((path) =>
  readFileSync(join(ROOT, path), 'utf8').includes('PARLEY_SOAK'),
)
const chosen = soaks.filter((path) => names.length === 0 || names.some((name) => path.includes(name)))
if (chosen.length === 0) {
  console.error(`No soak is called ${names.join(' or ')}. There are:\n${soaks.join('\n')}`)
  process.exit(2)
}
const { code } = await run(tool('vitest/vitest.mjs', ['run', ...chosen]), { env: { PARLEY_SOAK: '1' } })
process.exitCode = code

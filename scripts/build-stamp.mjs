import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run.mjs'

const STAMP = join(ROOT, '.parley-build')

/** What a build leaves; one missing means it must run again. */
export const OUTPUTS = [
  'apps/server/dist/server.js',
  'apps/server/dist/code-thread.js',
  'apps/server/dist/schema-thread.js',
  'packages/embedded-mongo/dist/main.js',
  'packages/embedded-mongo/dist/read-worker.js',
  'packages/sandbox/dist/main.js',
  'apps/web/dist/index.html',
]

const SKIPPED = new Set(['node_modules', 'dist', 'test-results'])

function* filesUnder(folder) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) yield* filesUnder(path)
    } else if (!/\.test\.tsx?$|\.md$/.test(entry.name)) yield path
  }
}

/** A hash of everything a build reads: sources, manifests, lockfile, the build script and Node's major version. */
export function hashInputs() {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0] ?? '')
  const files = [...filesUnder('apps'), ...filesUnder('packages'), 'pnpm-lock.yaml', 'scripts/build.mjs']
  for (const file of files.sort()) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)))
  return hash.digest('hex')
}

export function isBuildCurrent(hash = hashInputs()) {
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8').trim() !== hash) return false
  return OUTPUTS.every((output) => existsSync(join(ROOT, output)))
}

/** `hash` is of the inputs as they were before the build, so an edit during the build is not lost. */
export function stampBuild(hash) {
  writeFileSync(STAMP, `${hash}\n`)
}

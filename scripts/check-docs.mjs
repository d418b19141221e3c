import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from './run.mjs'

/** Every path, link and `pnpm` command a document names must exist. */
const OWN_FOLDERS = /^(?:apps|packages|docs|e2e|bench|scripts|\.ci)\//
const PNPM_OWN = new Set(['install', 'i', 'add', 'exec', 'dlx', 'run', 'pnpm'])

function* documents(folder) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist' && !entry.name.startsWith('.')) yield* documents(path)
    } else if (entry.name.endsWith('.md')) yield path
  }
}

/** A path with a star or a placeholder in it is checked up to there. */
function fixedPart(path) {
  const open = path.search(/[*<{…]/)
  return open < 0 ? path : dirname(`${path.slice(0, open)}x`)
}

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
const problems = []
let checked = 0
for (const document of documents('.')) {
  const text = readFileSync(join(ROOT, document), 'utf8')
  const expectFile = (path, from) => {
    checked += 1
    if (!existsSync(join(ROOT, from, fixedPart(path)))) problems.push(`${document}: no such path: ${path}`)
  }
  for (const [, code] of text.matchAll(/`([^`\n]+)`/g)) {
    const path = code.split(/[\s:#]/)[0]
    if (OWN_FOLDERS.test(path)) expectFile(path, '.')
  }
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (!/^(?:[a-z]+:|#)/.test(target)) expectFile(target.split('#')[0], dirname(document))
  }
  const code = [...text.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([block]) => block).join('\n')
  for (const [, command] of code.matchAll(/\bpnpm (?!@)([a-z][\w:-]*)/g)) {
    checked += 1
    if (!PNPM_OWN.has(command) && !(command in scripts)) problems.push(`${document}: no such command: pnpm ${command}`)
  }
}
for (const problem of problems) console.error(problem)
console.log(`${checked} paths, links and commands checked, ${problems.length} wrong`)
process.exitCode = problems.length > 0 ? 1 : 0

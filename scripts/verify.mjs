import { join } from 'node:path'
import { ROOT, run, tool } from './run.mjs'

/** `pnpm verify`: format, lint, import rules and cycles, types, unused code, documentation. One line a step, details where one fails. */
const steps = [
  ['format, lint, imports, cycles', tool('@biomejs/biome/bin/biome', ['check', '--error-on-warnings'])],
  ['types', tool('typescript/bin/tsc', ['-p', 'tsconfig.json', '--noEmit'])],
  ['types of the chat interface', tool('typescript/bin/tsc', ['-p', 'packages/chat-ui', '--noEmit'])],
  ['types of the web app', tool('typescript/bin/tsc', ['-p', 'apps/web', '--noEmit'])],
  ['types of the journeys', tool('typescript/bin/tsc', ['-p', 'e2e', '--noEmit'])],
  ['unused files, exports, dependencies', tool('knip/bin/knip.js', ['--no-progress'])],
  [
    'paths and commands in the documentation',
    { command: process.execPath, args: [join(ROOT, 'scripts/check-docs.mjs')] },
  ],
]

const waiting = [...steps]
async function work() {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const [name, line] = step
    const startedAt = performance.now()
    const { code, output } = await run(line, { capture: true })
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'}  ${name} (${seconds} s)`)
    if (code === 0) continue
    process.exitCode = 1
    console.log(output.trimEnd())
  }
}
await Promise.all([work(), work()])

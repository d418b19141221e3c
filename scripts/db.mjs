import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, tool } from './run.mjs'

/**
 * `pnpm db --port N --data DIR`: the embedded database alone, for several servers or a look inside with mongosh.
 * `pnpm db backup|restore|compact`: its files.
 */
const built = join(ROOT, 'packages/embedded-mongo/dist/main.js')
const source = join(ROOT, 'packages/embedded-mongo/src/main.ts')
const args = process.argv.slice(2).filter((arg) => arg !== '--')
const { command, args: line } = existsSync(built)
  ? { command: process.execPath, args: [built, ...args] }
  : tool('tsx/dist/cli.mjs', [source, ...args])
const child = spawn(command, line, { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The command line that runs an installed tool by its JavaScript entry, so that no shell and no PATH is needed. */
export function tool(packageAndEntry, args = [], workspace = '.') {
  return { command: process.execPath, args: [join(ROOT, workspace, 'node_modules', packageAndEntry), ...args] }
}

/** Runs a command to its end. Resolves with its exit code and, with `capture`, what it printed. */
export function run({ command, args }, { capture = false, env = {}, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    let output = ''
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

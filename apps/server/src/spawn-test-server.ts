import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

/** What of a server process tests see: whoever starts one ends it with `stop`. Test-only. */
export interface TestServer {
  url: string
  process: ChildProcess
  /** Everything it wrote to stderr so far. */
  errors(): string
  stop(): Promise<void>
}

export function spawnServer(dataDir: string, environment: Record<string, string> = {}) {
  return spawn(process.execPath, ['--import', 'tsx', MAIN], {
    // Its own embedded database, whatever database the tests themselves run on.
    env: { ...process.env, MONGODB_URI: '', PORT: '0', DATA_DIR: dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts the server from source as a process of its own, children included, on a free port. */
export async function startTestServer(dataDir: string, environment: Record<string, string> = {}): Promise<TestServer> {
  const server = spawnServer(dataDir, environment)
  let errors = ''
  server.stderr.on('data', (chunk) => {
    errors += chunk
  })
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /^Parley is at (\S+)$/.exec(line)?.[1]
    if (url === undefined) continue
    server.stdout.resume()
    return {
      url,
      process: server,
      errors: () => errors,
      async stop() {
        if (server.exitCode !== null || server.signalCode !== null) return
        server.kill('SIGTERM')
        await once(server, 'exit')
      },
    }
  }
  throw new Error(`The server ended before it was ready: ${errors}`)
}

interface ChildRow {
  pid: number
  command: string
}

/** The processes of ours that a server started; the compiler's own helper is not among them. */
export function childrenOf(parent: ChildProcess): ChildRow[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n')
  return rows.flatMap((row) => {
    const [, pid, ppid, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? []
    return Number(ppid) === parent.pid && command?.includes('/packages/') ? [{ pid: Number(pid), command }] : []
  })
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits until a condition holds; throws when it does not within `seconds`. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`)
    await pause(50)
  }
}

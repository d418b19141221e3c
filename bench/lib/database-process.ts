import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const BUILT = fileURLToPath(new URL('../../packages/embedded-mongo/dist/main.js', import.meta.url))

export interface DatabaseProcess {
  readonly uri: string
  readonly pid: number
  /** From the start of the process until it answers. */
  readonly startMs: number
  stop(): Promise<void>
}

/** The built database as a process of its own. */
export async function startDatabaseProcess(dataDir: string): Promise<DatabaseProcess> {
  const since = performance.now()
  const child = spawn(process.execPath, [BUILT, '--data', dataDir], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(child, 'exit')
  const first: unknown[] = await Promise.race([once(child.stdout, 'data'), exited])
  const uri = String(first[0]).trim()
  if (!uri.startsWith('mongodb://') || child.pid === undefined) throw new Error('the database did not start')
  return {
    uri,
    pid: child.pid,
    startMs: performance.now() - since,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

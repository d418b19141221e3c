import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const START = fileURLToPath(new URL('../scripts/start.mjs', import.meta.url))

export interface RunningParley {
  url: string
  dataDir: string
  process: ChildProcess
  stop(): Promise<void>
}

/** Starts Parley as `pnpm start` does, on a free port and, unless `environment` names one, a data directory of its own. */
export async function startParley(environment: Record<string, string> = {}): Promise<RunningParley> {
  const ownDataDir = await mkdtemp(join(tmpdir(), 'parley-e2e-'))
  const dataDir = environment.DATA_DIR ?? ownDataDir
  const child = spawn(process.execPath, [START], {
    env: { ...process.env, PORT: '0', ...environment, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await Promise.race([readUrl(child), ended.then(() => null)])
  if (url === null) throw new Error(`Parley did not start (exit code ${child.exitCode})`)
  return {
    url,
    dataDir,
    process: child,
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(ownDataDir, { recursive: true, force: true })
    },
  }
}

async function readUrl(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^Parley is at (\S+)$/.exec(line)?.[1]
    if (url === undefined) continue
    child.stdout.resume()
    return url
  }
  return null
}

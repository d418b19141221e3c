import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface RunningParley {
  url: string
  pid: number
  /** From process start to a good /healthz. */
  startMs: number
  dataDir: string
  stop(): Promise<void>
}

/** Starts the built server as `pnpm start` does, on a free port and a fresh data directory (or `dataDir`). Needs `pnpm build` first. */
export async function startParley(environment: Record<string, string> = {}, dataDir?: string): Promise<RunningParley> {
  const directory = dataDir ?? (await mkdtemp(join(tmpdir(), 'parley-bench-')))
  const port = await freePort()
  const began = performance.now()
  const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../apps/server/dist/server.js')], {
    env: { ...process.env, ...environment, PORT: String(port), DATA_DIR: directory },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  await waitUntilHealthy(url, child)
  return {
    url,
    pid: child.pid ?? 0,
    startMs: performance.now() - began,
    dataDir: directory,
    async stop() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGTERM')
      await ended
      if (!dataDir) await rm(directory, { recursive: true, force: true })
    },
  }
}

async function waitUntilHealthy(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`)
    const answer = await fetch(`${url}/healthz`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resume) => setTimeout(resume, 10))
  }
  throw new Error('The server did not become healthy in 30 s.')
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no port'))))
    })
  })
}

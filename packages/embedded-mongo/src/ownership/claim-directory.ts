import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { ownerSocketPath } from './socket-path.ts'

/** What an owner tells whoever asks: any JSON. `isLeaving: true` asks to wait a little instead of giving up. */
export type OwnerAnswer = Readonly<Record<string, string | number | boolean | null>>

export type Claim =
  | { readonly isOwner: true; release(): Promise<void> }
  | { readonly isOwner: false; readonly owner: OwnerAnswer }

export interface ClaimOptions {
  /** Answered, at the time of asking, to others who want the directory. */
  describe(): OwnerAnswer
  /** How long to wait for an owner that is leaving. 10 s unless told. */
  waitMs?: number
}

const RETRY_MS = 100

/**
 * Takes `directory` (made if missing, for this user alone) for this process. Whoever listens on its socket owns it; a socket that refuses is
 * stale and taken at once. The claim ends with the process, however that ends.
 */
export async function claimDirectory(directory: string, options: ClaimOptions): Promise<Claim> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = ownerSocketPath(directory)
  const deadline = Date.now() + (options.waitMs ?? 10_000)
  for (;;) {
    const server = await tryListen(path, options.describe)
    if (server) return { isOwner: true, release: () => release(server) }
    const owner = await askOwner(path)
    if (!owner) rmSync(path, { force: true })
    else if (owner.isLeaving !== true || Date.now() > deadline) return { isOwner: false, owner }
    else await delay(RETRY_MS)
  }
}

function tryListen(path: string, describe: () => OwnerAnswer): Promise<Server | undefined> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.end(`${JSON.stringify(describe())}\n`)
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(path, () => {
      if (process.platform !== 'win32') chmodSync(path, 0o600)
      server.unref()
      resolve(server)
    })
  })
}

const release = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
  })

/** The owner's answer; undefined where nobody listens. */
function askOwner(path: string): Promise<OwnerAnswer | undefined> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(path)
    socket.setEncoding('utf8')
    socket.setTimeout(5000, () => socket.destroy(new Error(`the owner of ${path} does not answer`)))
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('end', () => resolve(parseAnswer(text)))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(undefined)
      else reject(error)
    })
  })
}

function parseAnswer(text: string): OwnerAnswer {
  const answer: OwnerAnswer = {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null) return answer
    return Object.fromEntries(Object.entries(parsed).filter(([, value]) => isScalar(value)))
  } catch {
    return answer
  }
}

const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

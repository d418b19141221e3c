import { type ChildProcess, fork } from 'node:child_process'
import { z } from 'zod'
import type { Logger } from '../log.ts'

/** What our children need of the environment; secrets are not among it. */
const PASSED_ON = /^(?:PATH|HOME|TMPDIR|TEMP|TMP|SystemRoot|LANG|LC_.*|TZ|NODE_.*|SANDBOX_MODEL_.*)$/

const googleAddresses = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  issuer: z.string(),
  authorizationEndpoint: z.string(),
  tokenEndpoint: z.string(),
  revocationEndpoint: z.string(),
  adminApiUrl: z.string(),
  dataApiUrl: z.string(),
})

const readyMessage = z.object({
  type: z.literal('ready'),
  port: z.number(),
  uri: z.string().optional(),
  platforms: z.object({ port: z.number(), url: z.string(), google: googleAddresses }).optional(),
})
type Ready = z.infer<typeof readyMessage>

/** Of the database: its slow operations, by shape and without values. */
const logMessage = z.object({ type: z.literal('log'), level: z.enum(['info', 'warn', 'error']), message: z.string() })

const START_TIMEOUT_MS = 30_000
const STOP_TIMEOUT_MS = 5_000

export interface Child {
  /** Where it listens, as it said itself. */
  ready: Ready
  /** Resolves when the process has ended, by itself or not. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** Closes the channel, at which the child finishes what it does and leaves; after 5 s it is killed. */
  stop(): Promise<void>
}

function waitUntilReady(child: ChildProcess, name: string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${name} did not start within ${START_TIMEOUT_MS / 1000} s`))
    }, START_TIMEOUT_MS)
    child.on('message', (message) => {
      const ready = readyMessage.safeParse(message)
      if (!ready.success) return
      clearTimeout(giveUp)
      resolve(ready.data)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(giveUp)
      reject(new Error(`${name} ended while starting (${signal ?? `exit code ${code}`})`))
    })
  })
}

/** Forks one of our own processes and waits until it says that it is ready. What it prints to stderr is shown. */
export async function startChild(options: {
  name: string
  modulePath: string
  args: string[]
  /** Besides what every child is given. */
  environment?: Record<string, string>
  log: Logger
}): Promise<Child> {
  const { name, modulePath, args, environment, log } = options
  const passed = Object.fromEntries(Object.entries(process.env).filter(([key]) => PASSED_ON.test(key)))
  // Detached: a Ctrl-C in the terminal reaches the server alone, which then stops its children when it no longer needs them.
  const env = { ...passed, ...environment }
  const child = fork(modulePath, args, { env, detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  child.on('error', (error) => log.error({ err: error, name }, 'Child process failed'))
  child.on('message', (message) => {
    const line = logMessage.safeParse(message)
    if (line.success) log[line.data.level]({ name }, line.data.message)
  })
  const ready = await waitUntilReady(child, name)
  return {
    ready,
    ended,
    async stop() {
      if (child.connected) child.disconnect()
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
      await ended
      clearTimeout(kill)
    },
  }
}

import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { ROOT, tool } from './run.mjs'

/** `pnpm dev`: the server from source, restarted on change, behind Vite's dev server on PORT. Ctrl-C ends both. */
const port = process.env.PORT || '3000'

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address()
      server.close(() => resolve(free))
    })
  })
}

function start({ command, args }, cwd, env) {
  return spawn(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } })
}

const serverPort = String(await freePort())
const children = [
  start(tool('tsx/dist/cli.mjs', ['watch', '--clear-screen=false', join(ROOT, 'apps/server/src/main.ts')]), ROOT, {
    PORT: serverPort,
    // The browser talks to Vite, so its address is the origin; naming one turns the sandbox off unless it is asked for.
    PUBLIC_URL: process.env.PUBLIC_URL || `http://127.0.0.1:${port}`,
    PARLEY_SANDBOX: process.env.PARLEY_SANDBOX || 'on',
    LOG_LEVEL: process.env.LOG_LEVEL || 'info',
  }),
  start(tool('vite/bin/vite.js', ['--port', port, '--strictPort'], 'apps/web'), join(ROOT, 'apps/web'), {
    PARLEY_SERVER_ORIGIN: `http://127.0.0.1:${serverPort}`,
  }),
]
const stop = (signal) => {
  for (const child of children) child.kill(signal)
}
// A Ctrl-C reaches the children by itself, and a second one would end them by force.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => stop('SIGTERM'))
for (const child of children) {
  child.on('exit', (code) => {
    process.exitCode ??= code ?? 0
    stop('SIGTERM')
  })
}

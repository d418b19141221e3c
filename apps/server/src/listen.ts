import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The address a person opens: a server on every interface is reached by its loopback name from this machine. */
export function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

export interface Listener {
  url: string
  port: number
  /** From now on requests go here; until then they are answered 503. */
  serve(handler: RequestListener): void
  /** Takes no new connections, waits at most `graceMs` for running answers, then ends them. */
  close(graceMs: number): Promise<void>
}

const starting: RequestListener = (_request, response) => {
  response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' }).end('{"status":"starting"}')
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Takes the port before anything else is started, so that a taken one is known at once. Rejects with EADDRINUSE. */
export async function listen(options: { port: number; host: string }): Promise<Listener> {
  let handler = starting
  const server = createServer((request, response) => handler(request, response))
  server.keepAliveTimeout = 65_000
  await bind(server, options.port, options.host)
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: urlOf(options.host, port),
    serve(next) {
      handler = next
    },
    async close(graceMs) {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      const end = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(end)
    },
  }
}

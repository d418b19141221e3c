import { type AddressInfo, createServer, type Server as NetServer, type Socket } from 'node:net'
import type { Server } from '../commands/server.ts'
import type { Logger } from '../logger.ts'
import { Connection } from './connection.ts'

export interface Listener {
  readonly port: number
  /** Takes no new connections, and ends each when its current command is answered. */
  close(): Promise<void>
}

export async function listen(
  server: Server,
  options: { host: string; port: number; logger: Logger },
): Promise<Listener> {
  const { host, port, logger } = options
  const connections = new Set<Connection>()
  const net: NetServer = createServer((socket: Socket) => {
    server.counters.connections += 1
    server.counters.totalConnections += 1
    const client = {
      connectionId: server.counters.totalConnections,
      address: `${socket.remoteAddress}:${socket.remotePort}`,
      reachedAt: ownAddress(socket),
      appName: '',
      user: undefined,
      signIn: undefined,
      losesAnswer: false,
    }
    const connection = new Connection(server, socket, client, logger)
    connections.add(connection)
    socket.once('close', () => {
      server.counters.connections -= 1
      connections.delete(connection)
    })
  })
  await new Promise<void>((resolve, reject) => {
    net.once('error', reject)
    net.listen(port, host, () => {
      net.off('error', reject)
      resolve()
    })
  })
  return {
    port: portOf(net.address()),
    async close() {
      const closed = new Promise<void>((resolve) => {
        net.close(() => resolve())
      })
      await Promise.all([...connections].map((connection) => connection.end()))
      await closed
    },
  }
}

function ownAddress({ localAddress = '', localPort = 0 }: Socket): string {
  const host = localAddress.replace(/^::ffff:/, '')
  return `${host.includes(':') ? `[${host}]` : host}:${localPort}`
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0

import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { createModelApp } from './model-app.ts'

export interface SandboxModelOptions {
  /** 0, the default, takes any free port. */
  port?: number
  host?: '127.0.0.1'
  /** Milliseconds before the first piece of an answer. Default 150. */
  firstTokenDelayMs?: number
  /** Default 600; 0 is as fast as possible. */
  charactersPerSecond?: number
  /** When set, requests must carry it as a bearer token. */
  apiKey?: string
}

export interface SandboxModel {
  /** Without `/v1`, for example http://127.0.0.1:4010; OpenAI clients want `${url}/v1`. */
  url: string
  port: number
  /** Ends running answers too. */
  close(): Promise<void>
}

/** Starts the OpenAI-compatible sandbox model server. Rejects when the port is taken. */
export async function startSandboxModel(options: SandboxModelOptions = {}): Promise<SandboxModel> {
  const { port = 0, host = '127.0.0.1', firstTokenDelayMs = 150, charactersPerSecond = 600, apiKey } = options
  const app = createModelApp({
    pace: { firstTokenDelayMs, charactersPerSecond },
    ...(apiKey !== undefined && { apiKey }),
  })
  const server = createServer(getRequestListener(app.fetch))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const taken = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host}:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

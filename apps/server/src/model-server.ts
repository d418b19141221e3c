import { createModelClient, type LlmSettings, type ModelClient } from '@parley/assistant'
import type { Env } from './env.ts'
import type { Logger } from './log.ts'
import { modulePathOf } from './processes/module-path.ts'
import { type Child, startChild } from './processes/start-child.ts'

const SANDBOX_MODEL = 'sandbox-marketing'
const OPENAI_URL = 'https://api.openai.com/v1'

export interface ModelServer {
  defaultModel: string
  isSandbox: boolean
  clientFor(settings: LlmSettings): ModelClient
  stop(): Promise<void>
}

/** One client a model name, all of one server. */
function clientsOf(server: { baseUrl: string; apiKey?: string | undefined }): (settings: LlmSettings) => ModelClient {
  const clients = new Map<string, ModelClient>()
  return ({ model }) => {
    const known = clients.get(model)
    if (known) return known
    const client = createModelClient({
      baseUrl: server.baseUrl,
      model,
      ...(server.apiKey !== undefined && { apiKey: server.apiKey }),
    })
    clients.set(model, client)
    return client
  }
}

/** The sandbox's process; one that dies is started again on its port, so that answers after it go on. */
async function keepSandboxRunning(log: Logger): Promise<{ port: number; stop(): Promise<void> }> {
  let isStopping = false
  const start = (port: number) =>
    startChild({
      name: 'Sandbox model server',
      modulePath: modulePathOf('sandbox'),
      args: ['--port', String(port)],
      log,
    })
  let child = await start(0)
  const { port } = child.ready
  const watch = async (watched: Child): Promise<void> => {
    const end = await watched.ended
    if (isStopping) return
    log.error(end, 'The sandbox model server ended and is started again')
    try {
      child = await start(port)
      void watch(child)
    } catch (error) {
      log.error(
        { err: error },
        'The sandbox model server cannot be started again; answers fail until Parley is restarted',
      )
    }
  }
  void watch(child)
  return {
    port,
    async stop() {
      isStopping = true
      await child.stop()
    },
  }
}

/** The model answers come from: a real one when its variables are set, else the sandbox as a child process. */
export async function startModelServer(env: Env, log: Logger): Promise<ModelServer> {
  if (env.model) {
    const { name, baseUrl = OPENAI_URL, apiKey } = env.model
    return { defaultModel: name, isSandbox: false, clientFor: clientsOf({ baseUrl, apiKey }), stop: async () => {} }
  }
  const sandbox = await keepSandboxRunning(log)
  const baseUrl = `http://127.0.0.1:${sandbox.port}/v1`
  return { defaultModel: SANDBOX_MODEL, isSandbox: true, clientFor: clientsOf({ baseUrl }), stop: sandbox.stop }
}

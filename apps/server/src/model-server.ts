import {
  createKeyedModelClient,
  createModelClient,
  type LlmSettings,
  type ModelClient,
  type OpenedKey,
} from '@parley/assistant'
import type { Env } from './env.ts'
import type { SandboxServer } from './sandbox-server.ts'

const SANDBOX_MODEL = 'sandbox-marketing'
const OPENAI_URL = 'https://api.openai.com/v1'

export interface ModelServer {
  defaultModel: string
  isSandbox: boolean
  clientFor(settings: LlmSettings): ModelClient
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

/** An agent's own key goes to its own provider; every other question to the installation's model. */
export function withOwnKeys(
  server: ModelServer,
  own: { open(key: NonNullable<LlmSettings['key']>): Promise<OpenedKey | null>; isPublicOnly: boolean },
): ModelServer['clientFor'] {
  return (settings) => {
    const { model, key } = settings
    if (!key) return server.clientFor(settings)
    return createKeyedModelClient({ model, open: () => own.open(key), isPublicOnly: own.isPublicOnly })
  }
}

/** The model answers come from: a real one when its variables are set, else the sandbox's. */
export function findModelServer(env: Env, sandbox: SandboxServer | null): ModelServer {
  if (env.model) {
    const { name, baseUrl = OPENAI_URL, apiKey } = env.model
    return { defaultModel: name, isSandbox: false, clientFor: clientsOf({ baseUrl, apiKey }) }
  }
  if (!sandbox) throw new Error('There is neither a model nor a sandbox')
  const baseUrl = `http://127.0.0.1:${sandbox.modelPort}/v1`
  return { defaultModel: SANDBOX_MODEL, isSandbox: true, clientFor: clientsOf({ baseUrl }) }
}

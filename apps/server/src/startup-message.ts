import type { Env } from './env.ts'

const PLATFORM_LINES = {
  sandbox: 'sandbox: real protocols, made-up data. Set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET for the real one',
  real: 'Google Analytics with your client',
  none: 'not set up: set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET',
}

/** What a person should know after a start, in a few lines. */
export function startupMessage(input: {
  env: Env
  url: string
  startedInMs: number
  modelName: string
  isSandboxModel: boolean
  platforms: 'sandbox' | 'real' | 'none'
  isSecretNew: boolean
}): string {
  const { env, url, startedInMs, modelName, isSandboxModel, platforms, isSecretNew } = input
  const database = env.mongodbUri === undefined ? `embedded database in ${env.dataDir}` : 'your MongoDB (MONGODB_URI)'
  const model = isSandboxModel
    ? `sandbox (${modelName}): its answers are made up by rules. Set OPENAI_API_KEY, or OPENAI_BASE_URL and OPENAI_MODEL, for a real one`
    : `${modelName} at ${env.model?.baseUrl ?? 'api.openai.com'}`
  return [
    `Parley is at ${env.publicUrl ?? url}`,
    `  data   ${database}`,
    `  model  ${model}`,
    `  google ${PLATFORM_LINES[platforms]}`,
    ...(isSecretNew
      ? [`  secret made and kept in ${env.dataDir}; whoever has it can sign in as anyone and read stored tokens`]
      : []),
    `  started in ${Math.round(startedInMs)} ms; Ctrl-C stops it`,
    '',
  ].join('\n')
}

import type { Env } from './env.ts'

/** What a person should know after a start, in a few lines. */
export function startupMessage(input: {
  env: Env
  url: string
  startedInMs: number
  modelName: string
  isSandboxModel: boolean
  isSecretNew: boolean
}): string {
  const { env, url, startedInMs, modelName, isSandboxModel, isSecretNew } = input
  const database = env.mongodbUri === undefined ? `embedded database in ${env.dataDir}` : 'your MongoDB (MONGODB_URI)'
  const model = isSandboxModel
    ? `sandbox (${modelName}): its answers are made up by rules. Set OPENAI_API_KEY, or OPENAI_BASE_URL and OPENAI_MODEL, for a real one`
    : `${modelName} at ${env.model?.baseUrl ?? 'api.openai.com'}`
  return [
    `Parley is at ${env.publicUrl ?? url}`,
    `  data   ${database}`,
    `  model  ${model}`,
    ...(isSecretNew ? [`  secret made and kept in ${env.dataDir}; whoever has it can sign in as anyone`] : []),
    `  started in ${Math.round(startedInMs)} ms; Ctrl-C stops it`,
    '',
  ].join('\n')
}

import { Provider } from './models/provider.ts'

const capabilities = { chatCompletion: true, textCompletion: false, embeddings: true, functionCalling: true }

const BUILT_IN = [
  { name: 'openai', displayName: 'OpenAI', apiBaseUrl: 'https://api.openai.com/v1', capabilities },
  // On the same machine, where servers that speak OpenAI's protocol usually listen; others are added with their own address.
  {
    name: 'openai-compatible',
    displayName: 'OpenAI-compatible server',
    apiBaseUrl: 'http://127.0.0.1:11434/v1',
    capabilities,
  },
]

/** For every start: the providers of every organization, as this version knows them. */
export async function ensureBuiltInProviders(): Promise<void> {
  for (const { name, ...provider } of BUILT_IN) {
    await Provider.updateOne({ organizationId: null, name }, { $set: provider }, { upsert: true })
  }
}

import { createModelClient, type ModelClient } from './model-client.ts'
import { ModelKeyError } from './model-key-error.ts'

/** Where and with what an organization's own key is spent. */
export interface OpenedKey {
  baseUrl: string
  apiKey: string
}

interface KeyedModelOptions {
  model: string
  /** Null where the key is gone or switched off. */
  open(): Promise<OpenedKey | null>
  isPublicOnly: boolean
}

/** A client that looks its key up at every request, so that one that was changed, switched off or deleted counts at once. */
export function createKeyedModelClient({ model, open, isPublicOnly }: KeyedModelOptions): ModelClient {
  return {
    model,
    async *stream(request) {
      const opened = await open()
      if (!opened) throw new ModelKeyError('The key is deleted or switched off')
      yield* createModelClient({ ...opened, model, isPublicOnly }).stream(request)
    },
  }
}

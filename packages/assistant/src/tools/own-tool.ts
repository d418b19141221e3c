import type { FunctionEffect, Json } from '../functions/assistant-function.ts'

export type ToolMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Address {
  url: string
  headers: Record<string, string>
  timeoutMs: number
}

/** How a tool of an organization's own is called. `code` is JavaScript with `handler(arguments)`. */
export type ToolImplementation =
  | { type: 'code'; code: string }
  | ({ type: 'webhook' } & Address)
  | ({ type: 'external_api'; method: ToolMethod } & Address)

/** A tool of the organization's own that an agent may call, as its record has it, without its secret. */
export interface OwnTool {
  id: string
  name: string
  displayName: string
  description: string
  effect: FunctionEffect
  /** JSON Schemas, which are not to be trusted. */
  parametersSchema: Record<string, Json>
  returnSchema: Record<string, Json> | null
  implementation: ToolImplementation
}

import type { Json } from '../functions/assistant-function.ts'
import type { OwnTool, ToolImplementation, ToolMethod } from './own-tool.ts'

export type CalledAddress = Exclude<ToolImplementation, { type: 'code' }>

export interface ToolRequest {
  method: ToolMethod
  url: URL
  headers: Record<string, string>
  body?: string
}

export interface ToolCall {
  tool: Pick<OwnTool, 'name'>
  args: Json
  /** Of this call and no other, ever: a receiver that has it already has done this before. */
  callId: string
  organizationId: string
}

/** A webhook is told who calls and why; an API gets the arguments alone, in the query of a GET and in the body of all else. */
export function toolRequest(to: CalledAddress, { tool, args, callId, organizationId }: ToolCall): ToolRequest {
  const url = new URL(to.url)
  const headers = { ...to.headers, accept: 'application/json, text/*;q=0.5', 'user-agent': 'Parley' }
  const withBody = { ...headers, 'content-type': 'application/json' }
  if (to.type === 'webhook') {
    const body = JSON.stringify({ tool: tool.name, arguments: args, callId, organizationId })
    return { method: 'POST', url, headers: withBody, body }
  }
  if (to.method !== 'GET') return { method: to.method, url, headers: withBody, body: JSON.stringify(args) }
  for (const [name, value] of Object.entries(args ?? {})) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== null) url.searchParams.append(name, typeof each === 'object' ? JSON.stringify(each) : String(each))
    }
  }
  return { method: 'GET', url, headers }
}

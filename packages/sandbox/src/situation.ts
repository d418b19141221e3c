import { z } from 'zod'
import { type AttachedFile, splitFiles } from './attached-files.ts'
import { type ChatRequest, messageText } from './chat-request.ts'

export interface ToolResult {
  name: string
  content: string
}

/** The conversation as the rules look at it. */
export interface Situation {
  system: string
  /** The last thing the user said. */
  question: string
  /** What the user said before, oldest first. */
  earlierQuestions: string[]
  /** What went with the last thing the user said. */
  files: AttachedFile[]
  /** The last that were sent before. */
  earlierFiles: AttachedFile[]
  /** Results since the last thing the user said, in order. */
  results: ToolResult[]
  toolNames: ReadonlySet<string>
  /** The JSON Schema of each offered tool's parameters, by its name. */
  tools: ReadonlyMap<string, Record<string, unknown>>
  /** True when an earlier answer already said who is speaking. */
  hasIntroduced: boolean
}

export const INTRODUCTION = "I am Parley's sandbox model"

export function readSituation(request: ChatRequest): Situation {
  const { messages } = request
  const last = messages.findLastIndex((message) => message.role === 'user')
  const names = new Map<string, string>()
  const results: ToolResult[] = []
  for (const message of messages.slice(last + 1)) {
    if (message.role === 'assistant')
      for (const made of message.tool_calls ?? []) names.set(made.id, made.function.name)
    if (message.role === 'tool') {
      results.push({ name: names.get(message.tool_call_id) ?? '', content: messageText(message) })
    }
  }
  const question = messages[last]
  const offered = request.tool_choice === 'none' ? [] : (request.tools ?? [])
  const asked = splitFiles(question ? messageText(question) : '')
  const earlier = messages
    .slice(0, Math.max(last, 0))
    .filter((message) => message.role === 'user')
    .map((message) => splitFiles(messageText(message)))
  return {
    system: texts(request, (role) => role === 'system' || role === 'developer').join('\n'),
    question: asked.words.trim(),
    earlierQuestions: earlier.map(({ words }) => words),
    files: asked.files,
    earlierFiles: earlier.findLast(({ files }) => files.length > 0)?.files ?? [],
    results,
    toolNames: new Set(offered.map((tool) => tool.function.name)),
    tools: new Map(offered.map((tool) => [tool.function.name, tool.function.parameters ?? {}])),
    hasIntroduced: messages
      .slice(0, Math.max(last, 0))
      .some((m) => m.role === 'assistant' && messageText(m).includes(INTRODUCTION)),
  }
}

function texts(request: ChatRequest, wanted: (role: string) => boolean): string[] {
  return request.messages.filter((message) => wanted(message.role)).map(messageText)
}

/** The error the last call of a function ended with since the user spoke; undefined when there is none. */
export function errorOf(situation: Situation, name: string): string | undefined {
  const found = situation.results.findLast((result) => result.name === name)
  return found && errorResult.safeParse(parseJson(found.content)).data?.error
}

const errorResult = z.object({ error: z.string() })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The last result of a function since the user spoke, parsed; undefined when there is none or it is an error. */
export function resultOf(situation: Situation, name: string): unknown {
  const found = situation.results.findLast((result) => result.name === name)
  if (!found) return undefined
  try {
    const value: unknown = JSON.parse(found.content)
    return typeof value === 'object' && value !== null && 'error' in value ? undefined : value
  } catch {
    return undefined
  }
}

import type { AssistantFunction } from './assistant-function.ts'
import { findPastConversations } from './find-past-conversations.ts'
import { getCurrentDate } from './get-current-date.ts'
import { getPageContext } from './get-page-context.ts'

/** Every function an agent may be given, by name. */
export const assistantFunctions: ReadonlyMap<string, AssistantFunction> = new Map(
  [findPastConversations, getPageContext, getCurrentDate].map((made) => [made.name, made]),
)

import type { AssistantFunction } from './assistant-function.ts'
import { connectGoogleAnalytics } from './connect-google-analytics.ts'
import { findPastConversations } from './find-past-conversations.ts'
import { getCurrentDate } from './get-current-date.ts'
import { getPageContext } from './get-page-context.ts'
import { listConnections } from './list-connections.ts'
import { runReport } from './run-report.ts'

/** Every function an agent may be given, by name. */
export const assistantFunctions: ReadonlyMap<string, AssistantFunction> = new Map(
  [findPastConversations, getPageContext, getCurrentDate, listConnections, connectGoogleAnalytics, runReport].map(
    (made) => [made.name, made],
  ),
)

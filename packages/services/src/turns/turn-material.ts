import type { OwnTool, TurnMaterial, TurnRef } from '@parley/assistant'
import type { AgentRecord, MessageRecord, OrganizationRecord, TurnRecord } from '@parley/db'
import { llmParametersOf } from '../agents/llm-parameters.ts'
import { historyFiles } from '../attachments/history-files.ts'
import type { FileTexts } from '../attachments/read-file-texts.ts'
import { functionCallFromRecord, partFromRecord } from '../messages/message-view.ts'
import { ownPricesOf } from '../organizations/own-prices.ts'

/** The newest messages before the answer that the model may be shown; the assistant cuts to its own budget. */
export const MAX_HISTORY = 60

/** The records a turn is made of. */
export interface TurnRecords {
  ref: TurnRef
  agent: Pick<AgentRecord, '_id' | 'name' | 'systemPrompt' | 'llmSettings' | 'apiKeyId' | 'tools'>
  /** The organization's own that the agent enables. */
  tools: OwnTool[]
  title: string
  currentPage: string | null | undefined
  organization: Pick<OrganizationRecord, 'settings'> | null
  userName: string | undefined
  /** Of the thread, as the model is told it. */
  told: readonly MessageRecord[]
  /** Of the files among them. */
  fileTexts: FileTexts
  /** What an earlier attempt left, if there was one. */
  saved: Pick<TurnRecord, 'rounds' | 'text' | 'parts'>
  defaultModel: string
}

/** What the assistant needs for a turn, of the records that say it. */
export function turnMaterial(records: TurnRecords): TurnMaterial {
  const { ref, agent, tools, title, currentPage, organization, userName, told, fileTexts, saved, defaultModel } =
    records
  const prices = ownPricesOf(organization)
  return {
    ref,
    agent: {
      id: agent._id.toHexString(),
      name: agent.name,
      systemPrompt: agent.systemPrompt ?? '',
      llmSettings: {
        model: agent.llmSettings?.model ?? defaultModel,
        ...(agent.apiKeyId && { key: { organizationId: ref.organizationId, apiKeyId: agent.apiKeyId.toHexString() } }),
        ...(prices && { prices }),
        parameters: llmParametersOf(agent),
      },
      functionNames: agent.tools.filter((tool) => tool.enabled).map((tool) => tool.name),
      tools,
    },
    history: told.flatMap((message) => {
      const { role, text, functionCalls } = message
      if (role !== 'user' && role !== 'assistant') return []
      const files = historyFiles(message, fileTexts)
      return [
        { role, text, functionCalls: functionCalls.map(functionCallFromRecord), ...(files.length > 0 && { files }) },
      ]
    }),
    context: {
      ...(currentPage != null && { currentPage }),
      ...(userName !== undefined && { userName }),
      timeZone: organization?.settings?.timeZone ?? 'UTC',
    },
    needsTitle: title === '',
    rounds: saved.rounds.map(({ text, functionCalls }) => ({
      text,
      functionCalls: functionCalls.map(functionCallFromRecord),
    })),
    text: saved.text,
    parts: saved.parts.map(partFromRecord),
  }
}

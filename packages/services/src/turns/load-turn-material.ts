import type { TurnMaterial, TurnRef } from '@parley/assistant'
import { Agent, Conversation, type MessageRecord, Organization, type TurnRecord, User } from '@parley/db'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { findMessage } from '../messages/find-message.ts'
import { functionCallFromRecord, partFromRecord } from '../messages/message-view.ts'
import { type MessageWindow, readMessages } from '../messages/read-message-page.ts'
import { toldMessages } from '../messages/told-messages.ts'
import { objectId } from '../object-id.ts'
import { conversationKeyOfTurn } from './turn-ref.ts'

/** The newest messages before the answer that the model may be shown; the assistant cuts to its own budget. */
const MAX_HISTORY = 60

/** All the assistant needs for a turn this attempt holds. Null when it does not, or the conversation or agent is no more. */
export async function loadTurnMaterial(
  ref: TurnRef,
  held: Promise<TurnRecord | null>,
  defaultModel: string,
): Promise<TurnMaterial | null> {
  const key = conversationKeyOfTurn(ref)
  const { organizationId, ownerKey } = key
  const [turn, conversation] = await Promise.all([
    held,
    Conversation.findOne(
      { _id: key.conversationId, organizationId, ownerKey },
      { agentId: 1, title: 1, context: 1, nextSeq: 1, messages: 1 },
    ).lean(),
  ])
  const answer = conversation?.messages.find((message) => message._id.equals(ref.messageId))
  if (!turn || !conversation || !answer) return null
  const [agent, organization, user, history] = await Promise.all([
    Agent.findOne({ _id: conversation.agentId, organizationId }).lean(),
    Organization.findOne({ _id: organizationId }, { settings: 1 }).lean(),
    ref.userId === undefined ? null : User.findOne({ _id: objectId(ref.userId) }, { name: 1 }).lean(),
    readHistory(key, conversation, answer),
  ])
  if (!agent) return null
  const parameters = agent.llmSettings?.parameters
  const currentPage = conversation.context?.currentPage
  return {
    ref,
    agent: {
      id: agent._id.toHexString(),
      name: agent.name,
      systemPrompt: agent.systemPrompt ?? '',
      llmSettings: {
        model: agent.llmSettings?.model ?? defaultModel,
        ...(agent.apiKeyId && { key: { organizationId: ref.organizationId, apiKeyId: agent.apiKeyId.toHexString() } }),
        parameters: {
          temperature: parameters?.temperature ?? 0.7,
          maxTokens: parameters?.maxTokens ?? 1000,
          topP: parameters?.topP ?? 1,
          frequencyPenalty: parameters?.frequencyPenalty ?? 0,
          presencePenalty: parameters?.presencePenalty ?? 0,
        },
      },
      functionNames: agent.tools.filter((tool) => tool.enabled).map((tool) => tool.name),
    },
    history: history.flatMap(({ role, text, functionCalls }) =>
      role === 'user' || role === 'assistant'
        ? [{ role, text, functionCalls: functionCalls.map(functionCallFromRecord) }]
        : [],
    ),
    context: {
      ...(currentPage != null && { currentPage }),
      ...(user && { userName: user.name }),
      timeZone: organization?.settings?.timeZone ?? 'UTC',
    },
    needsTitle: conversation.title === '',
    rounds: turn.rounds.map(({ text, functionCalls }) => ({
      text,
      functionCalls: functionCalls.map(functionCallFromRecord),
    })),
    text: turn.text,
    parts: turn.parts.map(partFromRecord),
  }
}

/** A question that is asked again may lie further back than what is read. */
async function readHistory(
  key: ConversationKey,
  window: MessageWindow,
  answer: MessageRecord,
): Promise<MessageRecord[]> {
  const range = { after: 0, before: answer.seq, direction: 'newestFirst' } as const
  const newest = await readMessages(key, window, range, {}, MAX_HISTORY)
  const { parentMessageId } = answer
  const isThere = !parentMessageId || newest.some(({ _id }) => _id.equals(parentMessageId))
  const question = isThere ? null : (await findMessage(key, parentMessageId))?.message
  return toldMessages([...(question ? [question] : []), ...newest, answer])
}

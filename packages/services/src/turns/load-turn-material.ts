import type { TurnMaterial, TurnRef } from '@parley/assistant'
import { Agent, Conversation, type MessageRecord, Organization, type TurnRecord, User } from '@parley/db'
import { readFileTexts } from '../attachments/read-file-texts.ts'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { findMessage } from '../messages/find-message.ts'
import { type MessageWindow, readMessages } from '../messages/read-message-page.ts'
import { toldMessages } from '../messages/told-messages.ts'
import { objectId } from '../object-id.ts'
import { findOwnTools } from '../tools/find-own-tools.ts'
import { MAX_HISTORY, turnMaterial } from './turn-material.ts'
import { conversationKeyOfTurn } from './turn-ref.ts'

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
  const finding = Agent.findOne({ _id: conversation.agentId, organizationId }).lean().exec()
  const [agent, tools, organization, user, told] = await Promise.all([
    finding,
    finding.then((found) => (found ? findOwnTools(organizationId, found) : [])),
    Organization.findOne({ _id: organizationId }, { settings: 1 }).lean(),
    ref.userId === undefined ? null : User.findOne({ _id: objectId(ref.userId) }, { name: 1 }).lean(),
    readHistory(key, conversation, answer),
  ])
  if (!agent) return null
  return turnMaterial({
    ref,
    agent,
    tools,
    title: conversation.title,
    currentPage: conversation.context?.currentPage,
    organization,
    userName: user?.name,
    told,
    fileTexts: await readFileTexts(key, told),
    saved: turn,
    defaultModel,
  })
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

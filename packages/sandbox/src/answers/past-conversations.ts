import { z } from 'zod'
import { call, type Reply, say } from '../reply.ts'
import { resultOf, type Situation } from '../situation.ts'
import { dateRange } from './date-range.ts'
import { plain } from './words.ts'

const NAME = 'find_past_conversations'
const ASKS =
  /\b(?:what (?:did|have) (?:we|i) (?:\w+ )?(?:talk|discuss|ask|chat|spoke|speak)|(?:past|previous|earlier|old|recent|other|last) (?:chats?|conversations?|talks?|discussions?)|(?:find|search|show|list|open)\b.{0,30}\b(?:chats?|conversations?)|(?:did|have) we (?:talk|discuss|chat))/i

const found = z.object({
  conversations: z.array(
    z.object({
      title: z.string(),
      lastMessageAt: z.string(),
      messageCount: z.number(),
      excerpt: z.object({ text: z.string(), at: z.string() }).optional(),
    }),
  ),
})
const today = z.object({ date: z.iso.date() })

/** Looks past conversations up by what was said, by title and date, then lists what was found. */
export function answerPastConversations(situation: Situation): Reply | null {
  if (!ASKS.test(situation.question)) return null
  if (situation.results.some((result) => result.name === NAME)) return say(report(situation))
  if (!situation.toolNames.has(NAME)) {
    return say(
      "I can't look at past conversations from here. The conversation list beside this chat can be searched by title.",
    )
  }
  const wanted = wantedOf(situation.question)
  const now = today.safeParse(resultOf(situation, 'get_current_date'))
  const needsDate = dateRange(situation.question, '2000-01-01') !== null
  if (needsDate && !now.success && situation.toolNames.has('get_current_date') && situation.results.length === 0) {
    return call('get_current_date', {}, 'Let me look through your past conversations.\n\n')
  }
  const range = now.success ? dateRange(situation.question, now.data.date) : null
  const opening = now.success ? '' : 'Let me look through your past conversations.\n\n'
  return call(NAME, { ...wanted, ...range, limit: 10 }, opening)
}

/** Quotation marks name a title; what a conversation was about are words that were said. */
function wantedOf(question: string): { title?: string; words?: string } {
  const quoted = /["“'‘]([^"”'’]{2,60})["”'’]/.exec(question)
  if (quoted?.[1]) return { title: quoted[1] }
  const about =
    /\b(?:chats?|conversations?|talk(?:ed)?|discuss(?:ed|ion)?)\s+(?:\w+\s+)?(?:about|on|regarding)\s+(?:my |our |the |an? )?([^.?!,\n]{2,60})/i.exec(
      question,
    )
  const words = about?.[1]
    ?.replace(
      /\b(?:last|this|past|from|since|yesterday|today|before|earlier|already|previously|recently|so far)\b.*$/i,
      '',
    )
    .trim()
  return words ? { words } : {}
}

function report(situation: Situation): string {
  const result = found.safeParse(resultOf(situation, NAME))
  if (!result.success) return 'I could not look through your past conversations just now. Please ask again in a moment.'
  const { conversations } = result.data
  if (conversations.length === 0) {
    return 'I found no conversation of yours that fits. Try another word that was said there; a time such as "last month" works too.'
  }
  const lines = conversations.map(
    ({ title, lastMessageAt, messageCount, excerpt }) =>
      `- **${plain(title || 'Untitled')}** · ${lastMessageAt.slice(0, 10)} · ${excerpt ? `“${plain(excerpt.text)}”` : `${messageCount} ${messageCount === 1 ? 'message' : 'messages'}`}`,
  )
  const count = conversations.length === 1 ? 'one conversation' : `${conversations.length} conversations`
  const order = conversations.some(({ excerpt }) => excerpt) ? 'the best fit first' : 'newest first'
  return `I found ${count} of yours, ${order}:\n\n${lines.join('\n')}\n\nOpen one of them below to go on with it.`
}

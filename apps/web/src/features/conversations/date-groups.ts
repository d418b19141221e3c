import { calendarDaysBetween } from '@parley/chat-ui/time'
import type { Conversation } from '@parley/contracts'

export interface DateGroup {
  label: string
  conversations: Conversation[]
}

/** Conversations in their order, under Today, Yesterday, the last 7 and 30 days, then by month. */
export function groupByDate(conversations: readonly Conversation[], now: Date, locale?: string): DateGroup[] {
  const groups: DateGroup[] = []
  for (const conversation of conversations) {
    const label = dateLabel(new Date(conversation.lastMessageAt), now, locale)
    const last = groups.at(-1)
    if (last?.label === label) last.conversations.push(conversation)
    else groups.push({ label, conversations: [conversation] })
  }
  return groups
}

function dateLabel(date: Date, now: Date, locale?: string): string {
  const days = calendarDaysBetween(date, now)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days <= 7) return 'Last 7 days'
  if (days <= 30) return 'Last 30 days'
  return date.toLocaleDateString(locale, { month: 'long', year: 'numeric' })
}

const DAY_MS = 86_400_000

/** The days a question names, as `{ from, to }` (YYYY-MM-DD, inclusive), counted from `today`. Null when it names none. Weeks begin on Monday. */
export function dateRange(question: string, today: string): { from: string; to: string } | null {
  const now = new Date(`${today}T00:00:00Z`)
  const daysAgo = (count: number) => day(new Date(now.getTime() - count * DAY_MS))
  const sinceMonday = (now.getUTCDay() + 6) % 7
  if (/\byesterday\b/i.test(question)) return { from: daysAgo(1), to: daysAgo(1) }
  if (/\btoday\b/i.test(question)) return { from: today, to: today }
  if (/\blast week\b/i.test(question)) return { from: daysAgo(sinceMonday + 7), to: daysAgo(sinceMonday + 1) }
  if (/\bthis week\b/i.test(question)) return { from: daysAgo(sinceMonday), to: today }
  if (/\blast month\b/i.test(question)) return { from: firstOfMonth(now, -1), to: daysAgo(now.getUTCDate()) }
  if (/\bthis month\b/i.test(question)) return { from: firstOfMonth(now, 0), to: today }
  const last = /\b(?:last|past) (\d{1,3}) days\b/i.exec(question)
  return last ? { from: daysAgo(Number(last[1])), to: today } : null
}

function firstOfMonth(now: Date, offset: number): string {
  return day(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)))
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

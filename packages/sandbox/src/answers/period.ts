const PERIODS: readonly (readonly [RegExp, string])[] = [
  [/\byesterday\b/i, 'yesterday'],
  [/\btoday\b/i, 'today'],
  [/\blast week\b/i, 'last_week'],
  [/\bthis week\b/i, 'this_week'],
  [/\blast month\b/i, 'last_month'],
  [/\bthis month\b/i, 'this_month'],
  [/\blast year\b/i, 'last_year'],
  [/\bthis year\b/i, 'this_year'],
  [/\b(?:last|past) (?:7|seven) days\b/i, 'last_7_days'],
  [/\b(?:last|past) (?:90|ninety) days\b|\b(?:last|past) (?:3|three) months\b|\bquarter\b/i, 'last_90_days'],
]

/** The period a question names, in run_report's words; the last 28 days where it names none of them. */
export function periodAsked(question: string): string {
  return PERIODS.find(([pattern]) => pattern.test(question))?.[1] ?? 'last_28_days'
}

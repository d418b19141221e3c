export const QUANTITIES = {
  spend: /^(?:spend|spent|cost|costs|budget)$/,
  revenue: /^(?:revenue|sales|turnover|income)$/,
  impressions: /^(?:impressions?|views)$/,
  clicks: /^clicks?$/,
  conversions: /^(?:conversions?|purchases?|signups?|sign-ups?)$/,
  leads: /^leads?$/,
  customers: /^(?:customers?|clients?)$/,
  orders: /^orders?$/,
  sessions: /^(?:sessions?|visits?|visitors?)$/,
  bounces: /^(?:bounces?|bounced)$/,
  delivered: /^(?:delivered|deliveries|sent|recipients)$/,
  opens: /^(?:opens?|opened)$/,
} as const

export type Quantity = keyof typeof QUANTITIES

export interface Amounts {
  values: Partial<Record<Quantity, number>>
  /** The currency sign the user wrote, if any. */
  currency: string
}

/** Reads "spend 500, 25 conversions" and "40 clicks out of 2,000 impressions": each number goes with the quantity beside it. */
export function readAmounts(text: string): Amounts {
  const values: Amounts['values'] = {}
  const marks = [...text.matchAll(/(?:[$€£]\s?)?(\d[\d,]*(?:\.\d+)?)(\s?k\b)?|[\p{L}][\p{L}-]*/giu)].map((match) =>
    match[1] === undefined ? quantityOf(match[0]) : Number(match[1].replaceAll(',', '')) * (match[2] ? 1000 : 1),
  )
  const known = marks.filter((mark) => mark !== null)
  for (let index = 0; index < known.length - 1; ) {
    const [one, other] = [known[index], known[index + 1]]
    if (typeof one === 'string' && typeof other === 'number') values[one] ??= other
    else if (typeof one === 'number' && typeof other === 'string') values[other] ??= one
    else {
      index += 1
      continue
    }
    index += 2
  }
  return { values, currency: /[$€£]/.exec(text)?.[0] ?? '' }
}

function quantityOf(word: string): Quantity | null {
  for (const [name, pattern] of entries(QUANTITIES)) if (pattern.test(word.toLowerCase())) return name
  return null
}

function entries<Key extends string, Value>(record: Record<Key, Value>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][]
}

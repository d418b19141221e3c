import type { Quantity } from './amounts.ts'

export interface Metric {
  name: string
  asks: RegExp
  formula: string
  meaning: string
  /** When it misleads. */
  caution: string
  unit: 'percent' | 'money' | 'times'
  /** Numerator, denominator, factor; ROI subtracts the denominator from the numerator first. */
  of: Quantity
  per: Quantity
  factor: number
  isGain?: boolean
}

/** What the sandbox model knows about metrics: definitions, and how to work them out. */
export const METRICS: readonly Metric[] = [
  {
    name: 'CTR',
    asks: /\bctr\b|click[- ]through/i,
    formula: 'clicks ÷ impressions × 100',
    meaning: 'How often people who saw it clicked',
    caution: 'A high CTR with few conversions means the ad promises what the page does not keep.',
    unit: 'percent',
    of: 'clicks',
    per: 'impressions',
    factor: 100,
  },
  {
    name: 'CPC',
    asks: /\bcpc\b|cost per click/i,
    formula: 'spend ÷ clicks',
    meaning: 'What one click costs',
    caution: 'Cheap clicks are no help when they do not convert.',
    unit: 'money',
    of: 'spend',
    per: 'clicks',
    factor: 1,
  },
  {
    name: 'CPM',
    asks: /\bcpm\b|cost per (?:mille|thousand)/i,
    formula: 'spend ÷ impressions × 1,000',
    meaning: 'What a thousand impressions cost',
    caution: 'It says what attention costs, not what it brings.',
    unit: 'money',
    of: 'spend',
    per: 'impressions',
    factor: 1000,
  },
  {
    name: 'CPA',
    asks: /\bcpa\b|cost per (?:acquisition|action|conversion)/i,
    formula: 'spend ÷ conversions',
    meaning: 'What one conversion costs',
    caution: 'Compare it with what a conversion is worth, and check what counts as one.',
    unit: 'money',
    of: 'spend',
    per: 'conversions',
    factor: 1,
  },
  {
    name: 'Conversion rate',
    asks: /\bcvr\b|conversion rate/i,
    formula: 'conversions ÷ clicks × 100',
    meaning: 'How many clicks become conversions',
    caution: 'Say whether it is per click, per session or per visitor; they differ.',
    unit: 'percent',
    of: 'conversions',
    per: 'clicks',
    factor: 100,
  },
  {
    name: 'ROAS',
    asks: /\broas\b|return on ad/i,
    formula: 'revenue ÷ spend',
    meaning: 'Revenue for each unit of ad spend',
    caution: 'It leaves out margin: a ROAS of 3 loses money at a margin of 30 %.',
    unit: 'times',
    of: 'revenue',
    per: 'spend',
    factor: 1,
  },
  {
    name: 'ROI',
    asks: /\broi\b|return on investment/i,
    formula: '(revenue − spend) ÷ spend × 100',
    meaning: 'What is left over, relative to what was spent',
    caution: 'Count all the costs, not only the ads.',
    unit: 'percent',
    of: 'revenue',
    per: 'spend',
    factor: 100,
    isGain: true,
  },
  {
    name: 'Bounce rate',
    asks: /bounce rate/i,
    formula: 'bounces ÷ sessions × 100',
    meaning: 'Sessions that ended without engagement',
    caution: 'A page that answers the question at once bounces too. Tools define a bounce differently.',
    unit: 'percent',
    of: 'bounces',
    per: 'sessions',
    factor: 100,
  },
  {
    name: 'CPL',
    asks: /\bcpl\b|cost per lead/i,
    formula: 'spend ÷ leads',
    meaning: 'What one lead costs',
    caution: 'Leads differ in quality; follow them to the sale.',
    unit: 'money',
    of: 'spend',
    per: 'leads',
    factor: 1,
  },
  {
    name: 'CAC',
    asks: /\bcac\b|customer acquisition/i,
    formula: 'spend ÷ new customers',
    meaning: 'What one new customer costs',
    caution: 'Include salaries and tools, not only the ads.',
    unit: 'money',
    of: 'spend',
    per: 'customers',
    factor: 1,
  },
  {
    name: 'AOV',
    asks: /\baov\b|average order/i,
    formula: 'revenue ÷ orders',
    meaning: 'What an order brings on average',
    caution: 'A few large orders pull the average; look at the median too.',
    unit: 'money',
    of: 'revenue',
    per: 'orders',
    factor: 1,
  },
  {
    name: 'Open rate',
    asks: /open rate/i,
    formula: 'opens ÷ delivered × 100',
    meaning: 'Delivered mails that were opened',
    caution: 'Mail apps that load images by themselves count as opens; clicks are safer.',
    unit: 'percent',
    of: 'opens',
    per: 'delivered',
    factor: 100,
  },
]

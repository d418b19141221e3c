import type { Random } from './random.ts'

/** What texts of the seed speak about; one set of words a conversation, so that it keeps to its subject. */
const WORDS = {
  campaign: [
    'Spring Launch',
    'Winter Sale',
    'Back to School',
    'Always-on Search',
    'Newsletter Welcome',
    'Brand Awareness',
    'Summer Clearance',
    'Loyalty Week',
    'Webinar Series',
    'Product Update',
    'Black Friday',
    'City Guide',
    'Free Trial Push',
    'Partner Referral',
  ],
  channel: ['Organic Search', 'Paid Search', 'Email', 'Paid Social', 'Organic Social', 'Direct', 'Referral', 'Display'],
  audience: [
    'first-time visitors',
    'returning customers',
    'trial users',
    'newsletter subscribers',
    'store managers',
    'agency clients',
    'people who left a full cart',
    'customers of the last year',
  ],
  product: [
    'city bikes',
    'the coffee subscription',
    'the travel planner',
    'running shoes',
    'the team plan',
    'garden furniture',
    'the starter kit',
    'winter jackets',
    'online courses',
    'the mobile app',
  ],
  page: [
    '/pricing',
    '/sale',
    '/guide/getting-started',
    '/blog/spring-trends',
    '/signup',
    '/contact',
    '/product/starter-kit',
    '/compare',
  ],
  goal: [
    'more demo requests',
    'a lower cost per lead',
    'more repeat orders',
    'a higher open rate',
    'fewer abandoned carts',
    'more trial sign-ups',
  ],
  tone: ['friendly and short', 'calm and factual', 'playful', 'confident, without superlatives', 'warm', 'plain'],
  network: ['Instagram', 'LinkedIn', 'YouTube', 'Facebook', 'TikTok', 'Pinterest'],
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
  colleague: ['Maya', 'Jonas', 'Priya', 'the sales team', 'our agency', 'finance', 'the CEO', 'the product team'],
  competitor: ['the market leader', 'a cheaper rival', 'the new app everyone talks about', 'the big marketplace'],
  region: ['Germany', 'Austria', 'the Netherlands', 'the Nordics', 'France', 'the UK', 'Poland'],
} as const

export type Vocabulary = Record<keyof typeof WORDS | 'budget' | 'share' | 'count', string>

/** The words of one conversation. */
export function pickVocabulary(random: Random): Vocabulary {
  const picked = Object.entries(WORDS).map(([name, words]) => [name, random.pick<string>(words)])
  return {
    ...Object.fromEntries(picked),
    budget: `€${(random.whole(4, 60) * 250).toLocaleString('en-US')}`,
    share: `${random.whole(8, 45)} %`,
    count: String(random.whole(3, 12)),
  }
}

/** `{campaign}` and the like replaced. A name that is no word is a mistake in the text. */
export function fill(text: string, words: Vocabulary): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const word = Object.entries(words).find(([key]) => key === name)?.[1]
    if (word === undefined) throw new Error(`The seed has no word for {${name}}`)
    return word
  })
}

import type { SeedAccount } from './report.ts'

export type SeedRole = 'owner' | 'admin' | 'member' | 'viewer'

export interface SeedPerson {
  name: string
  email: string
  role: SeedRole
}

/** One organization as it will be written; everything of it follows from its slug. */
export interface SeedOrganization {
  slug: string
  name: string
  description: string
  people: readonly SeedPerson[]
  agentNames: readonly string[]
  conversationCount: number
  account: SeedAccount
  /** It holds the sample conversation of the specification. */
  hasSample: boolean
}

const PLACES = [
  {
    slug: 'brightwater-growth',
    name: 'Brightwater Growth',
    description: 'The agency side: campaigns for clients.',
    conversationCount: 190,
    agentNames: ['Marketing assistant', 'Report writer', 'Copy desk', 'Lead qualifier'],
    account: { accountId: '401000001', accountName: 'Nordlicht Bikes', currency: 'EUR', timeZone: 'Europe/Berlin' },
    people: [
      ['Maya Lindqvist', 'owner'],
      ['Jonas Weber', 'admin'],
      ['Priya Raman', 'member'],
      ['Tom Okafor', 'member'],
      ['Elena Petrova', 'viewer'],
    ],
  },
  {
    slug: 'brightwater-retail',
    name: 'Brightwater Retail',
    description: 'Our own shops and their newsletter.',
    conversationCount: 130,
    agentNames: ['Marketing assistant', 'Newsletter editor'],
    account: { accountId: '401000002', accountName: 'Harbor Coffee', currency: 'USD', timeZone: 'America/New_York' },
    people: [
      ['Samuel Ortiz', 'owner'],
      ['Aiko Tanaka', 'admin'],
      ['Lucas Martin', 'member'],
      ['Nora Haddad', 'viewer'],
    ],
  },
  {
    slug: 'brightwater-travel',
    name: 'Brightwater Travel',
    description: 'City guides and the trip planner.',
    conversationCount: 80,
    agentNames: ['Marketing assistant', 'Campaign planner'],
    account: { accountId: '401000003', accountName: 'Brightwater Travel', currency: 'EUR', timeZone: 'Europe/Paris' },
    people: [
      ['Clara Dubois', 'owner'],
      ['Henrik Solberg', 'admin'],
      ['Amina Diallo', 'member'],
    ],
  },
] as const

/** The one of `--scale` that is large by itself. */
const LARGE = {
  ...PLACES[0],
  slug: 'brightwater-group',
  name: 'Brightwater Group',
  description: 'Everything at once: the large one, for measuring.',
  conversationCount: 20_000,
}

/** `Maya Lindqvist` of the first company: maya.lindqvist@example.com; of the second: maya.lindqvist.2@example.com. */
function emailOf(name: string, suffix: string): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}${suffix}@example.com`
}

function organizationOf(place: (typeof PLACES)[number] | typeof LARGE, number: number | null): SeedOrganization {
  const isFirst = number === 1
  const suffix = number === null ? 'group' : String(number)
  return {
    ...place,
    slug: isFirst || number === null ? place.slug : `${place.slug}-${number}`,
    name: isFirst || number === null ? place.name : `${place.name} ${number}`,
    people: place.people.map(([name, role]) => ({ name, role, email: emailOf(name, isFirst ? '' : `.${suffix}`) })),
    hasSample: isFirst && place === PLACES[0],
  }
}

/** Three organizations a company, `scale` companies, and with more than one company the large organization. */
export function* seedOrganizations(scale: number): Generator<SeedOrganization> {
  for (let number = 1; number <= scale; number += 1) for (const place of PLACES) yield organizationOf(place, number)
  if (scale > 1) yield organizationOf(LARGE, null)
}

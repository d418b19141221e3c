import { Lead } from '@parley/db'
import type { Types } from 'mongoose'
import type { LeadConversations } from './lead-conversations.ts'
import { randomOf } from './random.ts'
import { seedIds } from './seed-id.ts'
import { recordOf, type SeedRecord } from './seed-record.ts'

const FIRST = ['Alba', 'Björn', 'Carmen', 'Daan', 'Ewa', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jakub', 'Kaya', 'Liam']
const LAST = ['Novak', 'Rossi', 'Schmidt', 'Lopez', 'Berg', 'Kowalska', 'Moreau', 'Vega', 'Jensen', 'Silva']
const SOURCES = ['website form', 'chat', 'webinar', 'trade fair', 'newsletter']
const CAMPAIGNS = [
  { utmSource: 'google', utmMedium: 'cpc', utmCampaign: 'always-on-search', utmTerm: 'campaign software' },
  { utmSource: 'newsletter', utmMedium: 'email', utmCampaign: 'spring-launch', utmContent: 'hero-button' },
  { utmSource: 'linkedin', utmMedium: 'paid-social', utmCampaign: 'webinar-series' },
  { utmSource: 'partner', utmMedium: 'referral', utmCampaign: 'partner-referral' },
  {},
]
const DAY_MS = 24 * 60 * 60 * 1000
const DAYS = 90

/** One lead for every ten conversations, spread over the same days, the oldest first. */
export function* leadRecords(
  tenant: { organizationId: Types.ObjectId; slug: string; met: LeadConversations },
  count: number,
  now: Date,
): Generator<SeedRecord> {
  const random = randomOf(`leads:${tenant.slug}`)
  for (let number = 0; number < count; number += 1) {
    const daysAgo = (DAYS * (count - number)) / (count + 1)
    const [first, last] = [random.pick(FIRST), random.pick(LAST)]
    const at = new Date(now.getTime() - daysAgo * DAY_MS)
    const campaign = random.pick(CAMPAIGNS)
    const _id = leadIdOf(tenant.slug, number, count)
    yield recordOf(Lead, at, {
      _id,
      organizationId: tenant.organizationId,
      email: `${plain(first)}.${plain(last)}.${number + 1}@example.com`,
      name: `${first} ${last}`,
      source: random.pick(SOURCES),
      crmContactId: random.chance(0.4) ? `crm-${random.whole(10_000, 99_999)}` : null,
      conversationId: tenant.met.of(_id),
      consentAt: random.chance(0.7) ? at : null,
      campaign: {
        ...campaign,
        ...(campaign.utmSource === 'google' && { gclid: `example-click-${random.whole(100_000, 999_999)}` }),
      },
    })
  }
}

export function leadIdOf(slug: string, number: number, count: number): Types.ObjectId {
  return seedIds(`lead:${slug}:${number}`, (DAYS * 86_400 * (count - number)) / (count + 1)).own
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

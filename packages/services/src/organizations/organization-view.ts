import { type Organization, retentionContract } from '@parley/contracts'
import type { OrganizationRecord } from '@parley/db'
import { limitsFromRecord } from './limits.ts'
import { priceOverridesFromRecord } from './own-prices.ts'

export function organizationFromRecord(record: OrganizationRecord): Organization {
  return {
    id: record._id.toHexString(),
    name: record.name,
    slug: record.slug,
    description: record.description ?? '',
    ownerId: record.ownerId?.toHexString() ?? null,
    timeZone: record.settings?.timeZone ?? 'UTC',
    defaultAgentId: record.settings?.defaultAgentId?.toHexString() ?? null,
    demoExpiresAt: record.demoExpiresAt?.toISOString() ?? null,
    retention: retentionContract.parse(record.settings?.retention ?? {}),
    priceOverrides: priceOverridesFromRecord(record),
    limits: limitsFromRecord(record),
    legalHold: record.legalHold ?? false,
    deletedAt: record.deletedAt?.toISOString() ?? null,
  }
}

import type { Lead } from '@parley/contracts'
import type { LeadRecord } from '@parley/db'

export function leadFromRecord(record: LeadRecord): Lead {
  const marks = Object.entries(record.campaign ?? {}).filter(([, value]) => value != null)
  return {
    id: record._id.toHexString(),
    email: record.email,
    name: record.name,
    source: record.source,
    crmContactId: record.crmContactId ?? null,
    consentAt: record.consentAt?.toISOString() ?? null,
    conversationId: record.conversationId?.toHexString() ?? null,
    campaign: Object.fromEntries(marks),
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  }
}

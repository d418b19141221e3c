import { type Retention, retentionContract } from '@parley/contracts'
import { Organization } from '@parley/db'
import type { Types } from 'mongoose'
import type { Log } from '../context.ts'
import { objectId } from '../object-id.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export interface OrganizationPolicy {
  organizationId: Types.ObjectId
  retention: Retention
  /** Nothing of it is archived, removed or purged. */
  legalHold: boolean
  demoExpiresAt: Date | null
  deletedAt: Date | null
}

/** Of each organization, by its id as text. */
export type Policies = ReadonlyMap<string, OrganizationPolicy>

export function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS)
}

/**
 * The policies of all organizations, or of one. One that cannot be read is left out, so that nothing happens to its records, and logged.
 */
export async function loadPolicies(ctx: { log: Log }, organizationId?: string): Promise<Policies> {
  const policies = new Map<string, OrganizationPolicy>()
  const fields = { settings: { retention: 1 }, legalHold: 1, demoExpiresAt: 1, deletedAt: 1 }
  const filter = organizationId === undefined ? {} : { _id: objectId(organizationId) }
  for await (const found of Organization.find(filter, fields).sort({ _id: 1 }).lean().cursor()) {
    const id = found._id.toHexString()
    const parsed = retentionContract.safeParse(found.settings?.retention ?? {})
    if (!parsed.success) {
      ctx.log.error({ organizationId: id }, 'A retention policy cannot be read; nothing is done for its organization')
      continue
    }
    policies.set(id, {
      organizationId: found._id,
      retention: parsed.data,
      legalHold: found.legalHold ?? false,
      demoExpiresAt: found.demoExpiresAt ?? null,
      deletedAt: found.deletedAt ?? null,
    })
  }
  return policies
}

/** Those whose records the policy may touch: not under legal hold, and not to be purged as a whole anyway. */
export function workingPolicies(policies: Policies): OrganizationPolicy[] {
  return [...policies.values()].filter(({ legalHold, deletedAt }) => !legalHold && deletedAt === null)
}

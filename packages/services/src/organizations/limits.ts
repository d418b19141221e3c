import type { OrganizationLimits, UpdateOrganizationInput } from '@parley/contracts'
import type { OrganizationRecord } from '@parley/db'
import { usdOrNull } from '../money.ts'

export function limitsFromRecord({ settings }: Pick<OrganizationRecord, 'settings'>): OrganizationLimits {
  const { members = null, agents = null, monthlyCostMicros } = settings?.limits ?? {}
  return { members, agents, monthlyCostUsd: usdOrNull(monthlyCostMicros) }
}

/** Each limit by its path, so that those not named stay. */
export function limitsToRecord({
  members,
  agents,
  monthlyCostUsd,
}: NonNullable<UpdateOrganizationInput['limits']>): Record<string, number | null> {
  return {
    ...(members !== undefined && { 'settings.limits.members': members }),
    ...(agents !== undefined && { 'settings.limits.agents': agents }),
    ...(monthlyCostUsd !== undefined && {
      'settings.limits.monthlyCostMicros': monthlyCostUsd && Math.round(monthlyCostUsd * 1_000_000),
    }),
  }
}

import type { Connectors } from '@parley/connectors'
import { PLATFORM_ROWS } from '@parley/connectors'
import type { ConnectedAccount, Integration, PlatformInfo, PlatformName } from '@parley/contracts'
import type { PlatformIntegrationRecord } from '@parley/db'

/** Never the tokens. */
export type IntegrationRecord = Omit<PlatformIntegrationRecord, 'credentials'> & {
  credentials?: { tokenExpiry?: Date | null | undefined; scope: string[] } | null | undefined
}

/** Null where this installation has neither credentials nor sandbox for the platform. */
export function findPlatformInfo(connectors: Connectors, platform: PlatformName): PlatformInfo | null {
  const { label, willRead, willNever } = PLATFORM_ROWS[platform]
  try {
    const isSandbox = connectors.isSandbox(platform)
    return { platform, name: label, reads: [...willRead], neverDoes: [...willNever], isSandbox }
  } catch {
    return null
  }
}

export function accountsOf({ platformData }: Pick<IntegrationRecord, 'platformData'>): ConnectedAccount[] {
  return (platformData?.accounts ?? []).map(({ accountId, name, managerId, currency, timeZone }) => ({
    accountId,
    name,
    ...(managerId != null && { managerId }),
    currency,
    timeZone,
  }))
}

/** A sandbox's connection once real credentials are set, or the other way round: its tokens are never sent. */
export function isOfOtherSetup(
  record: Pick<IntegrationRecord, 'platform' | 'isSandbox'>,
  connectors: Connectors,
): boolean {
  return findPlatformInfo(connectors, record.platform)?.isSandbox !== record.isSandbox
}

export function integrationFromRecord(record: IntegrationRecord, connectors: Connectors): Integration {
  const { platform, platformData, credentials, connectedAt, lastSyncedAt, errorMessage } = record
  const accounts = accountsOf(record)
  const account = accounts.find(({ accountId }) => accountId === platformData?.accountId)
  const isOther = isOfOtherSetup(record, connectors)
  const problem = isOther
    ? `This connection was made with another setup of ${PLATFORM_ROWS[platform].label}. Connect again to go on.`
    : errorMessage
  return {
    id: record._id.toHexString(),
    platform,
    status: isOther ? 'expired' : record.status,
    isConnected: record.isConnected,
    ...(account && { account }),
    accounts,
    scope: credentials?.scope ?? [],
    connectedAt: connectedAt.toISOString(),
    ...(credentials?.tokenExpiry && { expiresAt: credentials.tokenExpiry.toISOString() }),
    ...(lastSyncedAt && { lastSyncedAt: lastSyncedAt.toISOString() }),
    isSandbox: record.isSandbox,
    ...(problem && { errorMessage: problem }),
  }
}

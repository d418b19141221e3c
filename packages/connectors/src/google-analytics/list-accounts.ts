import type { ConnectedAccount } from '@parley/contracts'
import { z } from 'zod'
import { ConnectorError } from '../connector-error.ts'
import { apiUrl } from '../http/api-url.ts'
import type { PlatformCall } from '../platform.ts'

const PAGE_SIZE = 200
const MAX_PROPERTIES = 500
const AT_ONCE = 8

const summariesPage = z.object({
  accountSummaries: z
    .array(
      z.object({
        account: z.string(),
        propertySummaries: z.array(z.object({ property: z.string(), displayName: z.string().optional() })).optional(),
      }),
    )
    .optional(),
  nextPageToken: z.string().optional(),
})

const propertyDetails = z.object({
  name: z.string(),
  displayName: z.string(),
  currencyCode: z.string().default('USD'),
  timeZone: z.string(),
})

function parse<Output>(contract: z.ZodType<Output>, answer: unknown, label: string): Output {
  const parsed = contract.safeParse(answer)
  if (!parsed.success) throw new ConnectorError('invalid_response', label, 'accounts: not the shape of the Admin API')
  return parsed.data
}

/**
 * The GA4 properties a grant can read, with currency and time zone (Admin API v1beta: accountSummaries.list, then properties.get for
 * each). accountId is the property's number, managerId the Analytics account's. At most 500.
 */
export async function listGoogleAnalyticsAccounts(
  { api, endpoints }: Pick<PlatformCall, 'api' | 'endpoints'>,
  label: string,
): Promise<ConnectedAccount[]> {
  const found: { property: string; managerId: string }[] = []
  let pageToken: string | undefined
  do {
    const url = new URL(`${apiUrl(endpoints, 'admin')}/v1beta/accountSummaries`)
    url.searchParams.set('pageSize', String(PAGE_SIZE))
    if (pageToken) url.searchParams.set('pageToken', pageToken)
    const page = parse(summariesPage, await api.requestJson({ url: url.href }), label)
    for (const { account, propertySummaries = [] } of page.accountSummaries ?? []) {
      const managerId = account.replace('accounts/', '')
      for (const { property } of propertySummaries) found.push({ property, managerId })
    }
    pageToken = page.nextPageToken
  } while (pageToken && found.length < MAX_PROPERTIES)

  const accounts: ConnectedAccount[] = []
  for (let start = 0; start < Math.min(found.length, MAX_PROPERTIES); start += AT_ONCE) {
    const batch = found.slice(start, start + AT_ONCE).map(async ({ property, managerId }) => {
      const url = `${apiUrl(endpoints, 'admin')}/v1beta/${property}`
      const { displayName, currencyCode, timeZone } = parse(propertyDetails, await api.requestJson({ url }), label)
      const accountId = property.replace('properties/', '')
      return { accountId, name: displayName, managerId, currency: currencyCode, timeZone }
    })
    accounts.push(...(await Promise.all(batch)))
  }
  return accounts
}

import { z } from 'zod'
import { ConnectorError, type ConnectorErrorKind } from '../connector-error.ts'

const errorBody = z.object({
  error: z.object({
    status: z.string().optional(),
    details: z.array(z.looseObject({ reason: z.string().optional() })).optional(),
  }),
})

function kindOf(status: number, reasons: readonly string[]): ConnectorErrorKind {
  if (status === 401) return 'expired'
  if (status === 429) return 'rate_limited'
  if (status >= 500) return 'provider_down'
  if (reasons.includes('ACCESS_TOKEN_SCOPE_INSUFFICIENT')) return 'missing_scope'
  if (reasons.some((reason) => reason === 'SERVICE_DISABLED' || reason === 'CONSUMER_INVALID')) return 'misconfigured'
  if (status === 403 || status === 404) return 'no_access'
  return status === 400 ? 'invalid_request' : 'invalid_response'
}

/** An error answer of Google's APIs: HTTP status, `error.status` and the reasons among `error.details` (google.rpc.ErrorInfo). */
export function classifyGoogleError(platformLabel: string, status: number, body: unknown): ConnectorError {
  const parsed = errorBody.safeParse(body)
  const reasons = (parsed.data?.error.details ?? []).flatMap(({ reason }) => (reason === undefined ? [] : [reason]))
  const told = [parsed.data?.error.status, ...reasons].filter(Boolean).join(', ').slice(0, 200)
  return new ConnectorError(kindOf(status, reasons), platformLabel, `API answered ${status}${told && ` (${told})`}`)
}

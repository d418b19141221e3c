import type { ConnectedAccount, DateRange, PlatformName, Report, ReportFilter, ReportUnit } from '@parley/contracts'
import type { ConnectorError } from './connector-error.ts'
import type { ApiClient } from './http/api-client.ts'

/** Where a platform is reached. `apis` is whatever its own functions call. */
export interface PlatformEndpoints {
  issuer: string
  authorizationEndpoint: string
  tokenEndpoint: string
  revocationEndpoint: string
  /** True where the provider promises to name itself in the answer (RFC 9207); then an answer without is refused. */
  sendsIssuer: boolean
  apis: Readonly<Record<string, string>>
}

/** A platform as this installation uses it: the real one, or the sandbox. */
export interface PlatformSetup {
  endpoints: PlatformEndpoints
  clientId: string
  clientSecret: string
  /** Registered at the provider, exactly. */
  redirectUri: string
  isSandbox: boolean
}

export interface MetricDescription {
  name: string
  label: string
  unit: ReportUnit
  /** What it counts, for the assistant and the person. */
  description: string
}

export type DimensionDescription = MetricDescription

export interface ReportQuery {
  account: ConnectedAccount
  metrics: readonly string[]
  dimensions: readonly string[]
  dateRange: DateRange
  compareTo?: DateRange | undefined
  filters: readonly ReportFilter[]
}

/** What a platform's own functions are given: requests that carry the access token, and the moment. */
export interface PlatformCall {
  api: ApiClient
  endpoints: PlatformEndpoints
  isSandbox: boolean
  now: Date
}

/** A platform is a row of data and two functions. */
export interface Platform {
  name: PlatformName
  label: string
  /** The real ones. */
  endpoints: PlatformEndpoints
  /** Asked for when connecting; `requiredScopes` are those without which nothing works. */
  scopes: readonly string[]
  requiredScopes: readonly string[]
  /** Added to the authorization request as they are. */
  authorizationParameters: Readonly<Record<string, string>>
  /** For the Connect card, in plain words. */
  willRead: readonly string[]
  willNever: readonly string[]
  metrics: readonly MetricDescription[]
  dimensions: readonly DimensionDescription[]
  /** Reads an error answer of its APIs. */
  classifyError(status: number, body: unknown): ConnectorError
  listAccounts(call: PlatformCall): Promise<ConnectedAccount[]>
  runReport(call: PlatformCall, query: ReportQuery): Promise<Report>
}

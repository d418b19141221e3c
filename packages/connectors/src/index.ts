export type { ConnectionStore, StoredConnection } from './connection-store.ts'
export { CONNECTOR_ERROR_KINDS, ConnectorError, type ConnectorErrorKind, isConnectorError } from './connector-error.ts'
export { type Connectors, type ConnectorsOptions, createConnectors } from './create-connectors.ts'
export {
  addDays,
  localDay,
  previousPeriod,
  resolveDateRange,
} from './dates/date-ranges.ts'
export { type BegunAuthorization, hashState } from './oauth/begin-authorization.ts'
export { type AuthorizationCallback, type NewGrant, readState } from './oauth/complete-authorization.ts'
export type { TokenSet } from './oauth/token-set.ts'
export type {
  DimensionDescription,
  MetricDescription,
  Platform,
  PlatformEndpoints,
  PlatformSetup,
  ReportQuery,
} from './platform.ts'
export { PLATFORM_ROWS } from './platforms.ts'
export { type SandboxGoogleAddresses, sandboxSetup } from './sandbox-setup.ts'

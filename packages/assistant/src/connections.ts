import type { ConnectCard, Integration, PlatformName, Report, ReportPeriod } from '@parley/contracts'
import type { TurnRef } from './ports.ts'

/** What a Connect card says, but for the function call that waits. */
export type ConnectionNeed = Omit<ConnectCard, 'kind' | 'functionCallId'>

export interface ReportQuestion {
  metrics: string[]
  dimensions: string[]
  /** A period, or days as YYYY-MM-DD, both included. */
  dateRange: { period: ReportPeriod } | { from: string; to: string }
  isComparedWithPrevious: boolean
}

/** What came of asking a platform. `refused` is for the model alone: it asked for what cannot be asked. */
export type ReportAnswer =
  | { type: 'report'; report: Report }
  | { type: 'needsConnection'; need: ConnectionNeed }
  | { type: 'refused'; message: string }
  | { type: 'failed'; code: string; userMessage: string }

/** The connections of the person behind the turn, and of nobody else. */
export interface Connections {
  list(ref: TurnRef): Promise<Integration[]>
  /** Null when the platform can be asked. */
  findNeed(ref: TurnRef, platform: PlatformName): Promise<ConnectionNeed | null>
  runReport(ref: TurnRef, platform: PlatformName, question: ReportQuestion): Promise<ReportAnswer>
}

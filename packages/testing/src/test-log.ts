import type { Log } from '@parley/services'

export interface LogEntry {
  level: 'info' | 'warn' | 'error'
  fields: object
  message: string
}

/** A log that keeps what it is told, for a test to look at. */
export function createTestLog(): Log & { entries: LogEntry[] } {
  const entries: LogEntry[] = []
  const at = (level: LogEntry['level']) => (fields: object, message: string) => {
    entries.push({ level, fields, message })
  }
  return { entries, info: at('info'), warn: at('warn'), error: at('error') }
}

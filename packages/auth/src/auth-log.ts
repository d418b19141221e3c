/** pino's shape. */
export interface AuthLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** The library's log calls as ours. Of what it passes along only errors are kept: the rest may be requests and addresses. */
export function toLibraryLogger(log: AuthLog) {
  return {
    level: 'warn' as const,
    log: (level: 'debug' | 'info' | 'warn' | 'error', message: string, ...details: unknown[]) => {
      const err = details.find((detail) => detail instanceof Error)
      const write = level === 'error' ? log.error.bind(log) : log.warn.bind(log)
      write({ component: 'auth', ...(err && { err }) }, message)
    },
  }
}

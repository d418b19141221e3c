import type { Logger } from '../log.ts'

/** What every route finds in Hono's context. */
export interface HttpContext {
  Variables: { requestId: string; log: Logger; clientAddress: string }
}

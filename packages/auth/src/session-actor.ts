import type { Account } from '@parley/contracts'

/** Who acts: the session's user in its active organization, with the role as it now stands. */
export interface SessionActor {
  userId: string
  organizationId: string
  role: Account['role']
  sessionId: string
}

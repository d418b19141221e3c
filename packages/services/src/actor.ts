export const ROLES = ['owner', 'admin', 'member', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** Who acts, read from the session and the membership on every request; never from input. */
export interface Actor {
  userId: string
  organizationId: string
  role: Role
  sessionId: string
}

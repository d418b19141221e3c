import type { Actor, MemberContext } from '@parley/services'

/** What the API's procedures are given for a call in a member's place; `actor` when somebody else calls, or nobody. */
export function apiContextOf(
  { actor: member, refreshActor: _, activateOrganization, idempotencyKey, ...verb }: MemberContext,
  actor: Actor | null = member,
) {
  return {
    verb,
    actor,
    refreshActor: async () => actor,
    activateOrganization,
    idempotencyKey,
    responseHeaders: new Headers(),
    startDemo: async () => ({ organizationId: member.organizationId, expiresAt: new Date().toISOString() }),
  }
}

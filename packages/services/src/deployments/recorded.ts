/** What the audit keeps the values of. */
export const RECORDED = ['agentId', 'agentVersion', 'origins', 'rateLimit', 'isActive'] as const

/** What the audit keeps the values of. */
export const RECORDED = ['name', 'agentId', 'config', 'isPublic'] as const

/** What the audit keeps the values of. */
export const RECORDED = ['projectId', 'name', 'displayName', 'category', 'effect', 'isActive'] as const

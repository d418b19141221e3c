/** What the audit keeps the values of; of the key itself it only says that it changed. */
export const RECORDED = ['name', 'providerId', 'projectId', 'isActive', 'rateLimits'] as const

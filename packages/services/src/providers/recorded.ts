/** What the audit keeps the values of. */
export const RECORDED = ['name', 'displayName', 'apiBaseUrl', 'supportedModels', 'capabilities', 'isActive'] as const

/** What the audit keeps the values of; what people wrote into a prompt it only names. */
export const RECORDED = ['projectId', 'version', 'isTemplate'] as const

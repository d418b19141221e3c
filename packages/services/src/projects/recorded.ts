/** What the audit keeps the values of. */
export const RECORDED = ['name', 'description'] as const

/** What the audit keeps the values of; never what was asked and answered. */
export const RECORDED = ['status', 'progress', 'attempts'] as const

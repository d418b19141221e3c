/** What the audit keeps the values of: nothing that says who a lead is. */
export const RECORDED = ['source', 'consentAt'] as const

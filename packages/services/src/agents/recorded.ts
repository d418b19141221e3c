/** What the audit keeps the values of; instructions and descriptions it only names. */
export const RECORDED = [
  'name',
  'type',
  'projectId',
  'apiKeyId',
  'llmSettings',
  'friendlyName',
  'isPublic',
  'dependsOnAgentIds',
  'status',
  'version',
] as const

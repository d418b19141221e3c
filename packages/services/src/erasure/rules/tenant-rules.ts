import type { EraseRule } from './erase-rule.ts'

/** What is an organization's alone: it names nobody, so it goes with the organization and stays when a person leaves. */
const TENANT_COLLECTIONS = ['apikeys', 'demos', 'deployments', 'projects', 'prompts', 'providers', 'tools']

export const tenantRules: readonly EraseRule[] = TENANT_COLLECTIONS.map((collection) => ({
  collection,
  personPaths: [],
}))

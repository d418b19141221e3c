import { asFields, type Fields } from './spec-file.ts'

/** What the server under test is. */
const SERVER = { version: [7, 0, 14], topology: 'replicaset' }

/** Whether a test applies to the server: one of its requirements is met, or it has none. */
export const isApplicable = (requirements: readonly Fields[]): boolean =>
  requirements.length === 0 || requirements.some(isMet)

function isMet(requirement: Fields): boolean {
  const { minServerVersion, maxServerVersion, topologies, auth, serverless, csfle } = requirement
  if (typeof minServerVersion === 'string' && compareVersions(SERVER.version, minServerVersion) < 0) return false
  if (typeof maxServerVersion === 'string' && compareVersions(SERVER.version, maxServerVersion) > 0) return false
  if (Array.isArray(topologies) && !topologies.includes(SERVER.topology)) return false
  if (auth === true || serverless === 'require' || csfle === true) return false
  return Object.keys(asFields(requirement.serverParameters)).length === 0
}

/** A shorter version is a prefix: 7.0.14 is not above 7.0. */
function compareVersions(version: readonly number[], other: string): number {
  const parts = other.split('.')
  for (const [i, part] of parts.entries()) {
    if (part === 'x' || part === '99') return -1
    const difference = (version[i] ?? 0) - Number(part)
    if (difference !== 0) return difference
  }
  return 0
}

import { ERASED_PERSON_ID } from '../erased-person.ts'
import type { EraseRule } from './erase-rule.ts'

export const agentVersionRule: EraseRule = {
  collection: 'agentversions',
  personPaths: ['publishedBy'],
  ofPerson: ({ organizationIds, userId }) => ({ organizationId: { $in: organizationIds }, publishedBy: userId }),
  onErase: { update: { $set: { publishedBy: ERASED_PERSON_ID } } },
}

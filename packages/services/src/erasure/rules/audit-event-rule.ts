import { ERASED_PERSON_ID } from '../erased-person.ts'
import type { EraseRule } from './erase-rule.ts'

/** What was changed stays known; who changed it does not. */
export const auditEventRule: EraseRule = {
  collection: 'auditevents',
  personPaths: ['actorId'],
  ofPerson: ({ organizationIds, userId }) => ({ organizationId: { $in: organizationIds }, actorId: userId }),
  onErase: { update: { $set: { actorId: ERASED_PERSON_ID } } },
}

import { changeDocuments } from '../change-documents.ts'
import { ERASED_PERSON_ID } from '../erased-person.ts'
import { findSuccessor } from '../find-successor.ts'
import type { EraseRule } from './erase-rule.ts'

/** An agent is the organization's: another owner has it from now on. */
export const agentRule: EraseRule = {
  collection: 'agents',
  personPaths: ['ownerId'],
  ofPerson: ({ organizationIds, userId }) => ({ organizationId: { $in: organizationIds }, ownerId: userId }),
  async onErase(run, { organizationIds, userId }) {
    for (const organizationId of organizationIds) {
      const ownerId = (await findSuccessor(organizationId, userId)) ?? ERASED_PERSON_ID
      await changeDocuments(run, 'agents', { organizationId, ownerId: userId }, { update: { $set: { ownerId } } })
    }
  },
}

import { changeDocuments } from '../change-documents.ts'
import { findSuccessor } from '../find-successor.ts'
import type { EraseRule } from './erase-rule.ts'

/** Last of what is an organization's. One that goes on gets another owner, and an address that does not hold the old one's id. */
export const organizationRule: EraseRule = {
  collection: 'organizations',
  personPaths: ['ownerId'],
  ofPerson: ({ organizationIds }) => ({ _id: { $in: organizationIds } }),
  async onErase(run, { organizationIds, userId, key }) {
    for (const _id of organizationIds) {
      const ownerId = await findSuccessor(_id, userId)
      const owned = { update: ownerId ? { $set: { ownerId } } : { $unset: { ownerId: 1 as const } } }
      await changeDocuments(run, 'organizations', { _id, ownerId: userId }, owned)
      const slug = `organization-${_id.toHexString()}`
      await changeDocuments(run, 'organizations', { _id, slug: `personal-${key}` }, { update: { $set: { slug } } })
    }
  },
  ofOrganization: (_id) => ({ _id }),
}

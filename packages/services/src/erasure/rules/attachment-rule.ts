import { Attachment } from '@parley/db'
import { removeAttachmentFiles } from '../../life/remove-attachments.ts'
import { changeDocuments } from '../change-documents.ts'
import type { EraseRule } from './erase-rule.ts'

/** The bytes go first, so that none is left that no record names. */
export const attachmentRule: EraseRule = {
  collection: 'attachments',
  personPaths: ['ownerKey'],
  ofPerson: ({ organizationIds, key }) => ({ organizationId: { $in: organizationIds }, ownerKey: key }),
  async onErase(run, { organizationIds, key }) {
    const own = { organizationId: { $in: [...organizationIds] }, ownerKey: key }
    await removeAttachmentFiles(Attachment.find(own, { storageKey: 1 }).lean().cursor())
    await changeDocuments(run, 'attachments', own, 'delete')
  },
  async onPurge(run, organizationId) {
    await removeAttachmentFiles(Attachment.find({ organizationId }, { storageKey: 1 }).lean().cursor())
    await changeDocuments(run, 'attachments', { organizationId }, 'delete')
  },
  notExported: ['storageKey'],
}

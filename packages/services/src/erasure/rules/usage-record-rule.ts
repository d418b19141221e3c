import { changeDocuments } from '../change-documents.ts'
import type { EraseRule } from './erase-rule.ts'

/** What leads from a record of the ledger back to someone. */
const TRACES = [
  'userId',
  'visitorId',
  'messageId',
  'conversationId',
  'sessionId',
  'executionId',
  'ticketId',
  'apiKeyId',
]

const WITHOUT_TRACES = { $unset: Object.fromEntries(TRACES.map((path) => [path, 1])) }

/** Tokens and costs stay in the organization's totals; whose they were does not. */
export const usageRecordRule: EraseRule = {
  collection: 'usagerecords',
  personPaths: ['userId', 'visitorId'],
  ofPerson: ({ userId }) => ({ userId }),
  onErase: { update: WITHOUT_TRACES },
  async onPurge(run, organizationId) {
    if (!run.subject.keepsTotals) return changeDocuments(run, 'usagerecords', { organizationId }, 'delete')
    const traced = { organizationId, $or: TRACES.map((path) => ({ [path]: { $exists: true } })) }
    await changeDocuments(run, 'usagerecords', traced, { update: WITHOUT_TRACES })
  },
}

import { changeDocuments } from '../change-documents.ts'
import type { EraseRule } from './erase-rule.ts'

const WITHOUT_WORDS = { update: { $set: { topQuestions: [] } } }

/** Counts stay. Whose words the questions are is not known, so those of every day go. */
export const chatAnalyticsRule: EraseRule = {
  collection: 'chatanalytics',
  personPaths: ['topQuestions.text'],
  async onErase(run, { organizationIds }) {
    for (const organizationId of organizationIds) {
      const withWords = { organizationId, 'topQuestions.0': { $exists: true } }
      await changeDocuments(run, 'chatanalytics', withWords, WITHOUT_WORDS)
    }
  },
  async onPurge(run, organizationId) {
    if (!run.subject.keepsTotals) return changeDocuments(run, 'chatanalytics', { organizationId }, 'delete')
    const withWords = { organizationId, 'topQuestions.0': { $exists: true } }
    await changeDocuments(run, 'chatanalytics', withWords, WITHOUT_WORDS)
  },
}

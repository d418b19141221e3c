import { DEFAULT_PAGE_LIMIT, type FeedbackPage, type ListFeedbackInput, type RatedAnswer } from '@parley/contracts'
import { requireAdmin } from '../access/require-admin.ts'
import type { WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { recordReading } from '../audit/record-reading.ts'
import { objectId } from '../object-id.ts'
import { formatInstantCursor, parseInstantCursor } from '../paging/instant-cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { excerpt } from './excerpt.ts'
import { findAgentNames } from './find-agent-names.ts'
import { findQuestions } from './find-questions.ts'
import { findRated, type Rated, type RatedFilter } from './find-rated.ts'
import { newestRatings, type Stretch } from './newest-ratings.ts'

/** Rated answers of the organization, the last rated first; for its admins and owners, each reading audited. It does not say whose they are. */
export async function listFeedback({
  ctx,
  input: { cursor, limit = DEFAULT_PAGE_LIMIT, ...asked },
}: {
  ctx: WriteContext
  input: ListFeedbackInput
}): Promise<FeedbackPage> {
  requireAdmin(ctx.actor)
  const organizationId = objectId(ctx.actor.organizationId)
  const { from, to, ...of } = asked
  const before = cursor == null ? null : parseInstantCursor(cursor)
  const filter: RatedFilter = { ...of, organizationId, before }
  const stretch = stretchOf(from, to, before?.at ?? ctx.now())
  const found = await newestRatings(stretch, limit + 1, (part, most) => findRated(filter, part, most))
  const rated = found.toSorted(byNewest).slice(0, limit + 1)
  const [questions, names] = await Promise.all([
    findQuestions(organizationId, rated),
    findAgentNames(
      organizationId,
      rated.map(({ agentId }) => agentId),
    ),
  ])
  const target = { type: 'Organization', id: organizationId }
  await recordReading(ctx, { action: 'feedback.list', target, asked: given(asked) })
  return pageOf(
    rated,
    limit,
    (one) => ratedAnswer(one, questions, names),
    ({ feedback, _id: id }) => formatInstantCursor({ at: feedback.submittedAt, id }),
  )
}

/** Whole milliseconds; `from` is inclusive and `to` exclusive. */
function stretchOf(from: string | undefined, to: string | undefined, until: Date): Stretch {
  const last = to === undefined ? until.getTime() : Math.min(until.getTime(), Date.parse(to) - 1)
  return { after: from === undefined ? 0 : Date.parse(from) - 1, until: last }
}

function byNewest(a: Rated, b: Rated): number {
  const later = b.feedback.submittedAt.getTime() - a.feedback.submittedAt.getTime()
  return later || (a._id.toHexString() < b._id.toHexString() ? 1 : -1)
}

function ratedAnswer(
  { _id, conversationId, agentId, feedback, model, answer, questionId, question }: Rated,
  questions: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): RatedAnswer {
  const beginning = question ?? questions.get(questionId?.toHexString() ?? '')
  return {
    conversationId: conversationId.toHexString(),
    messageId: _id.toHexString(),
    agentId: agentId.toHexString(),
    agentName: names.get(agentId.toHexString()) ?? null,
    rating: feedback.rating,
    reason: feedback.reason ?? null,
    comment: feedback.comment ?? null,
    submittedAt: feedback.submittedAt.toISOString(),
    model,
    question: beginning === undefined ? null : excerpt(beginning),
    answer: excerpt(answer),
  }
}

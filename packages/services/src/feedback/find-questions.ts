import { MessageBucket } from '@parley/db'
import type { Types } from 'mongoose'
import { beginningOf } from './excerpt.ts'
import type { Rated } from './find-rated.ts'

interface FoundQuestion {
  _id: Types.ObjectId
  text: string
}

/**
 * The beginnings of questions that lie in another document than their answers, by their ids: always in an older bucket. One query for all, with
 * each question by the whole key of its bucket.
 */
export async function findQuestions(
  organizationId: Types.ObjectId,
  rated: readonly Rated[],
): Promise<Map<string, string>> {
  const wanted = rated.flatMap(({ questionId, question, ownerKey, conversationId }) =>
    questionId && question === null ? [{ organizationId, ownerKey, conversationId, 'messages._id': questionId }] : [],
  )
  if (wanted.length === 0) return new Map()
  const ids = wanted.map((one) => one['messages._id'])
  const found = await MessageBucket.aggregate<{ questions: FoundQuestion[] }>([
    { $match: { $or: wanted } },
    {
      $project: {
        questions: {
          $map: {
            input: { $filter: { input: '$messages', as: 'one', cond: { $in: ['$$one._id', ids] } } },
            as: 'one',
            in: { _id: '$$one._id', text: beginningOf('$$one.text') },
          },
        },
      },
    },
  ])
  return new Map(found.flatMap(({ questions }) => questions.map(({ _id, text }) => [_id.toHexString(), text])))
}

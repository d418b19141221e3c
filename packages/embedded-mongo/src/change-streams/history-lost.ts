import { MongoServerFailure } from '../errors.ts'

/** The log no longer has what a stream would go on with: trying again does not help. */
export const historyLost = (): MongoServerFailure =>
  new MongoServerFailure(
    'ChangeStreamHistoryLost',
    'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
    { labels: ['NonResumableChangeStreamError'] },
  )

import { Timestamp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { compilePipeline, type PipelineEnvironment } from '../stages/index.ts'
import { END_OF_BATCH, type LogPosition, sequenceBefore } from '../store/commit-log.ts'
import type { Store } from '../store/store.ts'
import type { Doc } from '../values/index.ts'
import type { ChangeScope } from './change-scope.ts'
import { ChangeStream, type ChangeStreamStart } from './change-stream.ts'
import { type ChangeStreamOptions, parseChangeStreamOptions } from './change-stream-options.ts'
import { historyLost } from './history-lost.ts'
import { checkPermitted } from './permitted-stages.ts'
import type { ResumePoint } from './resume-token.ts'

/** Opens `[{ $changeStream }, …]` over a collection, a database, or (allChangesForCluster, on admin) all of them. */
export function openChangeStream(
  store: Store,
  target: { database: string; collection: string | undefined },
  stages: readonly Doc[],
  environment: PipelineEnvironment,
): ChangeStream {
  const [first, ...rest] = stages
  const options = parseChangeStreamOptions(first?.get('$changeStream') ?? null)
  checkPermitted(rest)
  return new ChangeStream(store, {
    scope: scopeOf(target, options),
    pipeline: compilePipeline(rest, environment),
    images: options,
    start: startingPoint(store, options.start),
  })
}

function scopeOf(
  { database, collection }: { database: string; collection: string | undefined },
  { allChangesForCluster }: ChangeStreamOptions,
): ChangeScope {
  if (allChangesForCluster) {
    if (database === 'admin' && collection === undefined) return { kind: 'cluster' }
    throw new MongoServerFailure(
      'InvalidOptions',
      'A $changeStream with "allChangesForCluster: true" may only be opened on the "admin" database, and with no collection name',
    )
  }
  if (database === 'admin' || database === 'config' || database === 'local')
    throw new MongoServerFailure(
      'InvalidNamespace',
      `$changeStream may not be opened on the internal ${database} database`,
    )
  return collection === undefined ? { kind: 'database', database } : { kind: 'collection', database, collection }
}

function startingPoint(store: Store, start: ChangeStreamOptions['start']): ChangeStreamStart {
  const view = store.open()
  try {
    const position: LogPosition = { sequence: view.sequence, index: END_OF_BATCH }
    if (start === undefined) return { position }
    if (!(start instanceof Timestamp)) return resumeAt(store, view.sequence, start)
    if (!store.log.hasTime(start)) throw historyLost()
    const sequence = sequenceBefore(view, start, store.log.oldestSequence, view.sequence)
    return { position: { sequence, index: END_OF_BATCH }, from: start }
  } finally {
    view.release()
  }
}

function resumeAt(store: Store, newest: number, { position, isInvalidate }: ResumePoint): ChangeStreamStart {
  if (position.sequence > newest)
    throw new MongoServerFailure('InvalidResumeToken', 'The resume token is of a time that has not come yet')
  if (!store.log.has(position)) throw historyLost()
  if (isInvalidate || position.index === END_OF_BATCH) return { position }
  const { sequence, index } = position
  const before = index === 0 ? { sequence: sequence - 1, index: END_OF_BATCH } : { sequence, index: index - 1 }
  return { position: before, known: position }
}

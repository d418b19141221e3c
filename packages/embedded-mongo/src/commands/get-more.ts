import { MongoServerFailure } from '../errors.ts'
import type { Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { Command } from './command.ts'
import { ownerOf, resumePoint, runBatch } from './cursor-answer.ts'
import type { ServerCursor } from './cursors.ts'

/** https://www.mongodb.com/docs/manual/reference/command/getMore/ */
export const getMore: Command = {
  name: 'getMore',
  fields: ['collection', 'batchSize', 'term', 'lastKnownCommittedOpTime'],
  inTransaction: true,
  // Any read concern is taken and the cursor's own holds; drivers send that of their session.
  readsSnapshots: true,
  async run(context) {
    const fields = new Fields('getMore', context.body)
    const id = asCursorId(fields.value('getMore'))
    const namespace = `${context.database}.${fields.requiredText('collection')}`
    const cursor = context.server.cursors.get(id, namespace)
    if (cursor.owner !== ownerOf(context))
      throw new MongoServerFailure('Unauthorized', `cursor id ${id} was not created by the authenticated user`)
    if (cursor.transaction !== context.transaction)
      throw new MongoServerFailure(
        50738,
        `Cannot run getMore on cursor ${id}, which was created in another transaction than this getMore`,
      )
    if (cursor.session && context.session && cursor.session !== context.session)
      throw new MongoServerFailure(50737, `Cannot run getMore on cursor ${id}, which was created in another session`)
    if (cursor.running) throw new MongoServerFailure(12051, `cursor id ${id} is already in use`)
    const waitMs = awaitTime(cursor, fields.size('maxTimeMS'))
    cursor.running = context.pacer
    try {
      const documents = await runBatch(
        context,
        cursor.stream,
        fields.size('batchSize') || Number.POSITIVE_INFINITY,
        waitMs,
      )
      cursor.lastUse = Date.now()
      const isOpen = !cursor.stream.isDone
      return {
        cursor: { field: 'nextBatch', documents, cursorId: isOpen ? id : 0n, namespace, ...resumePoint(cursor.stream) },
      }
    } finally {
      cursor.running = undefined
      if (cursor.stream.isDone) context.server.cursors.remove(id)
    }
  },
}

const AWAIT_MS = 1000

/** How long a change stream waits for its next event: maxTimeMS of getMore means this, and nothing else. */
function awaitTime({ stream }: ServerCursor, maxTimeMs: number | undefined): number {
  if (stream.postBatchResumeToken) return Math.min(maxTimeMs ?? AWAIT_MS, 0x7fff_ffff)
  if (maxTimeMs !== undefined)
    throw new MongoServerFailure('BadValue', 'cannot set maxTimeMS on getMore command for a non-awaitData cursor')
  return 0
}

/** https://www.mongodb.com/docs/manual/reference/command/killCursors/ */
export const killCursors: Command = {
  name: 'killCursors',
  fields: ['cursors'],
  inTransaction: true,
  run(context) {
    const ids = new Fields('killCursors', context.body).value('cursors')
    if (!Array.isArray(ids))
      throw new MongoServerFailure('TypeMismatch', "BSON field 'killCursors.cursors' must be an array")
    const killed: Value[] = []
    const notFound: Value[] = []
    for (const value of ids) {
      const id = asCursorId(value)
      if (context.server.cursors.remove(id, { owner: ownerOf(context) })) killed.push(id)
      else notFound.push(id)
    }
    return {
      fields: [
        ['cursorsKilled', killed],
        ['cursorsNotFound', notFound],
        ['cursorsAlive', []],
        ['cursorsUnknown', []],
      ],
    }
  },
}

function asCursorId(value: Value | undefined): bigint {
  if (typeof value === 'bigint') return value
  throw new MongoServerFailure('TypeMismatch', "BSON field 'getMore' must be of type 'long'")
}

import { addExamined } from '../operations/operations.ts'
import type { Answer, CommandContext, CursorBatch } from './command.ts'
import type { DocumentStream } from './cursors.ts'

/** What the first batch holds when the client does not say. */
export const FIRST_BATCH = 101

/** Runs the first batch of a query, and keeps a cursor when there is more. */
export async function firstBatch(
  context: CommandContext,
  namespace: string,
  stream: DocumentStream,
  options: { size: number | undefined; isSingle?: boolean; noTimeout?: boolean },
): Promise<Answer> {
  const documents = await runBatch(context, stream, options.size ?? FIRST_BATCH)
  if (options.isSingle && !stream.isDone) stream.close()
  const cursor = stream.isDone
    ? undefined
    : context.server.cursors.add({
        namespace,
        stream,
        session: context.session,
        transaction: context.transaction,
        noTimeout: options.noTimeout ?? false,
        owner: ownerOf(context),
      })
  return {
    cursor: { field: 'firstBatch', documents, cursorId: cursor?.id ?? 0n, namespace, ...resumePoint(stream) },
  }
}

/** By whom a cursor may be used: it was opened with the rights of whoever did. */
export const ownerOf = ({ client }: CommandContext): string | undefined =>
  client.user && `${client.user.database}.${client.user.name}`

export const resumePoint = ({ postBatchResumeToken }: DocumentStream): Pick<CursorBatch, 'postBatchResumeToken'> =>
  postBatchResumeToken ? { postBatchResumeToken } : {}

/** One batch; the store is let go afterwards, and for good when it fails. */
export async function runBatch(
  context: CommandContext,
  stream: DocumentStream,
  size: number,
  waitMs = 0,
): Promise<Uint8Array[]> {
  try {
    const documents = await stream.next(size, context.pacer, waitMs)
    if (!stream.isDone) stream.pause()
    context.operation.returned += documents.length
    return documents
  } catch (error) {
    stream.close()
    throw error
  } finally {
    if (stream.takeExamined) addExamined(context.operation, stream.takeExamined())
  }
}

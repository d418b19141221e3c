import { encodeDocument, type Value } from '../values/index.ts'
import { OffloadingStream } from '../workers/offloading-stream.ts'
import type { CommandContext } from './command.ts'
import type { DocumentStream } from './cursors.ts'
import { isSourceStageName } from './source-stages.ts'

/**
 * Lets a query go to another thread where it is heavy. A transaction reads its own writes, a read of the past its own
 * snapshot, and what writes or tells of the server belongs to the thread that serves: these stay.
 */
export function offload(context: CommandContext, name: 'find' | 'aggregate', here: DocumentStream): DocumentStream {
  const { server, database, body, transaction, isPast } = context
  if (transaction || isPast || mentionsServer(body.get('pipeline'))) return here
  return new OffloadingStream(here, () => server.workers.open({ name, database, body: encodeDocument(body) }))
}

/** Whether a stage, at any depth, writes or asks the server itself. */
function mentionsServer(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(mentionsServer)
  if (!(value instanceof Map)) return false
  for (const [name, inner] of value)
    if (name === '$out' || name === '$merge' || isSourceStageName(name) || mentionsServer(inner)) return true
  return false
}

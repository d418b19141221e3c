import { type Doc, decodeDocument } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { CommandContext } from './command.ts'
import { openPipeline } from './open-pipeline.ts'

const BATCH = 1000

/** The documents of a view that count or distinct look at. */
export async function* readView(context: CommandContext, collection: string, stages: Doc[]): AsyncGenerator<Doc> {
  const fields = new Fields(context.name, context.body)
  const stream = openPipeline(context, {
    collection,
    stages,
    hint: fields.hint(),
    collation: fields.doc('collation'),
    variables: undefined,
  })
  try {
    while (!stream.isDone) for (const bytes of await stream.next(BATCH, context.pacer)) yield decodeDocument(bytes)
  } finally {
    stream.close()
  }
}

export async function countView(
  context: CommandContext,
  collection: string,
  { filter, skip, limit }: { filter: Doc; skip: number; limit: number },
): Promise<number> {
  const stages: Doc[] = [new Map([['$match', filter]])]
  if (skip > 0) stages.push(new Map([['$skip', skip]]))
  if (Number.isFinite(limit)) stages.push(new Map([['$limit', limit]]))
  stages.push(new Map([['$count', 'n']]))
  for await (const doc of readView(context, collection, stages)) return new Fields('count', doc).number('n') ?? 0
  return 0
}

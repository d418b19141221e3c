import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { ensureCollection } from '../store/definitions.ts'
import { insertRecord } from '../store/records.ts'
import type { Statement } from '../store/statement.ts'
import type { Doc, Value } from '../values/index.ts'
import { count, Fields } from './arguments.ts'
import { checkDocument } from './check-document.ts'
import type { Answer, Command, CommandContext } from './command.ts'
import { namespaceOfCommand } from './namespace.ts'
import { type Prepared, prepareDocument } from './prepare-document.ts'
import { asWriteError, record, recorded, statementIds, writeError } from './write-result.ts'

export const MAX_WRITE_BATCH = 100_000

/** Documents stored by one statement; when one of them fails they are stored one by one. */
const CHUNK = 128

interface Insertion {
  index: number
  statementId: number
  raw: Uint8Array | Doc
}

/** https://www.mongodb.com/docs/manual/reference/command/insert/ */
export const insert: Command = {
  name: 'insert',
  fields: ['documents', 'ordered', 'bypassDocumentValidation', 'stmtId', 'stmtIds'],
  inTransaction: true,
  isRetryable: true,
  async run(context) {
    const { name } = namespaceOfCommand(context)
    const fields = new Fields('insert', context.body)
    const documents = context.sequences.get('documents') ?? fields.docs('documents')
    if (!documents) throw fields.missing('documents')
    checkBatch(documents.length)
    const isOrdered = fields.optionalFlag('ordered') ?? true
    const ids = statementIds(context, documents.length)
    const insertions = documents.map((raw, index) => ({ index, statementId: ids[index] ?? index, raw }))
    const todo = insertions.filter(({ statementId }) => !recorded(context, statementId))
    const { inserted, errors } = await insertAll(context, name, todo, isOrdered)
    await context.writer.settle()
    return writeAnswer(inserted + insertions.length - todo.length, errors)
  },
}

export function checkBatch(length: number): void {
  if (length < 1 || length > MAX_WRITE_BATCH)
    throw new MongoServerFailure(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_WRITE_BATCH}. Got ${length} operations.`,
    )
}

export function writeAnswer(
  n: number,
  errors: readonly Doc[],
  more: readonly (readonly [string, Value])[] = [],
): Answer {
  const fields: (readonly [string, Value])[] = [['n', count(n)], ...more]
  if (errors.length > 0) fields.push(['writeErrors', [...errors]])
  return { fields }
}

async function insertAll(context: CommandContext, name: string, todo: readonly Insertion[], isOrdered: boolean) {
  const errors: Doc[] = []
  let inserted = 0
  for (let at = 0; at < todo.length; at += CHUNK) {
    const chunk = todo.slice(at, at + CHUNK)
    const isWhole = chunk.length > 1 && (await tryChunk(context, name, chunk))
    if (isWhole) inserted += chunk.length
    else {
      for (const insertion of chunk) {
        try {
          await insertChunk(context, name, [insertion])
          inserted += 1
        } catch (error) {
          errors.push(writeError(insertion.index, asWriteError(context, error)))
          if (isOrdered || context.transaction) return { inserted, errors }
        }
      }
    }
    if (context.pacer.isDue()) await context.pacer.rest()
  }
  return { inserted, errors }
}

async function tryChunk(context: CommandContext, name: string, chunk: readonly Insertion[]): Promise<boolean> {
  try {
    await insertChunk(context, name, chunk)
    return true
  } catch (error) {
    if (error instanceof MongoServerFailure && error.labels.length === 0) return false
    throw error
  }
}

async function insertChunk(context: CommandContext, name: string, chunk: readonly Insertion[]): Promise<void> {
  const prepared: Prepared[] = chunk.map(({ raw }) => prepareDocument(raw, () => context.server.clock.tick()))
  await context.writer.statement((statement) => {
    const collection = ensureCollection(statement, context.database, name)
    for (const { doc, bytes } of prepared) {
      checkDocument(context, statement, collection, doc)
      insertRecord(statement, collection, doc, bytes)
    }
    recordRuns(context, statement, chunk)
  })
}

/** One record for each run of consecutive statement ids. */
function recordRuns(context: CommandContext, statement: Statement, chunk: readonly Insertion[]): void {
  const result: Doc = new Map([['n', new Int32(1)]])
  let start = 0
  for (let i = 1; i <= chunk.length; i++) {
    const first = chunk[start]?.statementId ?? 0
    if (chunk[i]?.statementId === first + (i - start)) continue
    record(context, statement, first, result, i - start)
    start = i
  }
}

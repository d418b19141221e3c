import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { deleteRecord } from '../store/records.ts'
import { type Doc, decodeDocument } from '../values/index.ts'
import { checkKnown, Fields } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { effectiveCollation, findTarget } from './effective-collation.ts'
import { evaluateLet } from './evaluate-let.ts'
import { checkBatch, writeAnswer } from './insert.ts'
import { namespaceOfCommand } from './namespace.ts'
import { modifyAll, modifyOne, select } from './select.ts'
import { asWriteError, record, recorded, statementIds, writeError } from './write-result.ts'

/** https://www.mongodb.com/docs/manual/reference/command/delete/ */
export const remove: Command = {
  name: 'delete',
  fields: ['deletes', 'ordered', 'let', 'stmtId', 'stmtIds'],
  inTransaction: true,
  isRetryable: true,
  async run(context) {
    const { namespace } = namespaceOfCommand(context)
    const fields = new Fields('delete', context.body)
    const specs = context.sequences.get('deletes')?.map(decodeDocument) ?? fields.docs('deletes')
    if (!specs) throw fields.missing('deletes')
    checkBatch(specs.length)
    const isOrdered = fields.optionalFlag('ordered') ?? true
    for (const spec of specs) checkKnown('delete.deletes', spec, ['q', 'limit', 'collation', 'hint'])
    const variables = evaluateLet(fields.doc('let'))
    const ids = statementIds(context, specs.length)
    const errors: Doc[] = []
    let removed = 0
    for (const [index, spec] of specs.entries()) {
      const id = ids[index] ?? index
      try {
        const before = recorded(context, id)
        removed += before
          ? (new Fields('retry record', before).number('n') ?? 0)
          : await runStatement(context, namespace, spec, variables, id)
      } catch (error) {
        errors.push(writeError(index, asWriteError(context, error)))
        if (isOrdered || context.transaction) break
      }
    }
    await context.writer.settle()
    return writeAnswer(removed, errors)
  },
}

async function runStatement(
  context: CommandContext,
  namespace: string,
  spec: Doc,
  variables: Doc | undefined,
  statementId: number,
): Promise<number> {
  const fields = new Fields('delete.deletes', spec)
  const limit = fields.number('limit')
  if (limit === undefined) throw fields.missing('limit')
  if (limit !== 0 && limit !== 1)
    throw new MongoServerFailure('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${limit}`)
  const selection = select(fields.requiredDoc('q'), {
    collation: effectiveCollation(fields.doc('collation'), findTarget(context, namespace)),
    variables,
    hint: fields.hint(),
  })
  if (limit === 0) {
    if (context.txnNumber !== undefined)
      throw new MongoServerFailure('InvalidOptions', 'Cannot use retryable writes with limit=0')
    return modifyAll(context, namespace, selection, deleteRecord)
  }
  return modifyOne(context, namespace, selection, (statement, collection, found) => {
    if (found && collection) deleteRecord(statement, collection, found)
    const n = found ? 1 : 0
    if (found) record(context, statement, statementId, new Map([['n', new Int32(n)]]))
    return n
  })
}

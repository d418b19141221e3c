import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Collection } from '../store/catalog.ts'
import { type Doc, decodeDocument, type Value } from '../values/index.ts'
import { applyUpdate, applyUpsert, prepareUpdate, type UpdateJob } from './apply-update.ts'
import { checkKnown, count, Fields } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { effectiveCollation, findTarget } from './effective-collation.ts'
import { evaluateLet } from './evaluate-let.ts'
import { checkBatch, writeAnswer } from './insert.ts'
import { namespaceOfCommand } from './namespace.ts'
import { modifyAll, modifyOne, type Selection, select } from './select.ts'
import { asWriteError, record, recorded, statementIds, writeError } from './write-result.ts'

const STATEMENT_FIELDS = ['q', 'u', 'c', 'multi', 'upsert', 'collation', 'arrayFilters', 'hint']

interface UpdateStatement {
  selection: Selection
  job: UpdateJob
  isMulti: boolean
  isUpsert: boolean
}

/** What one update statement did; also what is recorded of it. */
interface Outcome {
  matched: number
  modified: number
  upserted: Value | undefined
}

/** https://www.mongodb.com/docs/manual/reference/command/update/ */
export const update: Command = {
  name: 'update',
  fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let', 'stmtId', 'stmtIds'],
  inTransaction: true,
  isRetryable: true,
  async run(context) {
    const { name, namespace } = namespaceOfCommand(context)
    const fields = new Fields('update', context.body)
    const specs = context.sequences.get('updates')?.map(decodeDocument) ?? fields.docs('updates')
    if (!specs) throw fields.missing('updates')
    checkBatch(specs.length)
    const isOrdered = fields.optionalFlag('ordered') ?? true
    const variables = evaluateLet(fields.doc('let'))
    for (const spec of specs) checkKnown('update.updates', spec, STATEMENT_FIELDS)
    const ids = statementIds(context, specs.length)
    const errors: Doc[] = []
    const upserted: Doc[] = []
    let matched = 0
    let modified = 0
    for (const [index, spec] of specs.entries()) {
      const id = ids[index] ?? index
      try {
        const before = recorded(context, id)
        const outcome = before ? readOutcome(before) : await runStatement(context, name, namespace, spec, variables, id)
        matched += outcome.matched
        modified += outcome.modified
        if (outcome.upserted !== undefined)
          upserted.push(
            new Map<string, Value>([
              ['index', new Int32(index)],
              ['_id', outcome.upserted],
            ]),
          )
      } catch (error) {
        errors.push(writeError(index, asWriteError(context, error)))
        if (isOrdered || context.transaction) break
      }
    }
    await context.writer.settle()
    const more: (readonly [string, Value])[] = [['nModified', count(modified)]]
    if (upserted.length > 0) more.push(['upserted', upserted])
    return writeAnswer(matched, errors, more)
  },
}

async function runStatement(
  context: CommandContext,
  name: string,
  namespace: string,
  spec: Doc,
  variables: Doc | undefined,
  statementId: number,
): Promise<Outcome> {
  const { selection, job, isMulti, isUpsert } = parseStatement(context, findTarget(context, namespace), spec, variables)
  if (isMulti && context.txnNumber !== undefined)
    throw new MongoServerFailure('InvalidOptions', 'Cannot use retryable writes with multi=true')
  const outcome: Outcome = isMulti
    ? await updateMany(context, namespace, selection, job)
    : { matched: 0, modified: 0, upserted: undefined }
  if (isMulti && (outcome.matched > 0 || !isUpsert)) return outcome
  return modifyOne(context, namespace, selection, (statement, collection, found) => {
    const result: Outcome = { matched: 0, modified: 0, upserted: undefined }
    if (found && collection) {
      result.matched = 1
      result.modified = applyUpdate(context, statement, collection, found, job, selection).isChanged ? 1 : 0
    } else if (isUpsert) {
      result.matched = 1
      result.upserted = applyUpsert(context, statement, name, selection, job).get('_id') ?? null
    }
    const isWritten = result.modified > 0 || result.upserted !== undefined
    if (isWritten) record(context, statement, statementId, showOutcome(result))
    return result
  })
}

async function updateMany(
  context: CommandContext,
  namespace: string,
  selection: Selection,
  job: UpdateJob,
): Promise<Outcome> {
  let modified = 0
  const matched = await modifyAll(
    context,
    namespace,
    selection,
    (statement, collection, found) => {
      if (applyUpdate(context, statement, collection, found, job, selection).isChanged) modified += 1
    },
    () => {
      modified = 0
    },
  )
  return { matched, modified, upserted: undefined }
}

function parseStatement(
  context: CommandContext,
  target: Collection | undefined,
  spec: Doc,
  variables: Doc | undefined,
): UpdateStatement {
  const fields = new Fields('update.updates', spec)
  const collation = effectiveCollation(fields.doc('collation'), target)
  const isMulti = fields.flag('multi')
  const constants = fields.doc('c')
  const letVariables = constants ? new Map([...(variables ?? []), ...constants]) : variables
  const selection = select(fields.requiredDoc('q'), { collation, variables: letVariables, hint: fields.hint() })
  const job = prepareUpdate(fields.value('u'), {
    arrayFilters: fields.docs('arrayFilters'),
    collation,
    variables: letVariables,
    owner: context.name,
  })
  if (isMulti && job.update.isReplacement)
    throw new MongoServerFailure('FailedToParse', 'multi update is not supported for replacement-style update')
  return { selection, job, isMulti, isUpsert: fields.flag('upsert') }
}

function showOutcome({ matched, modified, upserted }: Outcome): Doc {
  const doc: Doc = new Map<string, Value>([
    ['n', new Int32(matched)],
    ['nModified', new Int32(modified)],
  ])
  if (upserted !== undefined) doc.set('upserted', upserted)
  return doc
}

function readOutcome(doc: Doc): Outcome {
  const fields = new Fields('retry record', doc)
  return {
    matched: fields.number('n') ?? 0,
    modified: fields.number('nModified') ?? 0,
    upserted: fields.value('upserted'),
  }
}

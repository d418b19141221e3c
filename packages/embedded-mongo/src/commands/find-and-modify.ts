import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { parseSort } from '../plan/index.ts'
import { compileProjection } from '../project/index.ts'
import { deleteRecord } from '../store/records.ts'
import type { Doc, Value } from '../values/index.ts'
import { applyUpdate, applyUpsert, prepareUpdate } from './apply-update.ts'
import { Fields } from './arguments.ts'
import type { Answer, Command, CommandContext } from './command.ts'
import { effectiveCollation, findTarget } from './effective-collation.ts'
import { evaluateLet } from './evaluate-let.ts'
import { namespaceOfCommand } from './namespace.ts'
import { modifyOne, type Selection, select } from './select.ts'
import { record, recorded, statementIds } from './write-result.ts'

interface Request {
  selection: Selection
  project: (doc: Doc) => Doc
  isNew: boolean
  isUpsert: boolean
  isRemove: boolean
  variables: Doc | undefined
}

/** https://www.mongodb.com/docs/manual/reference/command/findAndModify/ */
export const findAndModify: Command = {
  name: 'findAndModify',
  aliases: ['findandmodify'],
  fields: [
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'bypassDocumentValidation',
    'collation',
    'arrayFilters',
    'hint',
    'let',
    'stmtId',
  ],
  inTransaction: true,
  isRetryable: true,
  async run(context) {
    const { name, namespace } = namespaceOfCommand(context)
    const [statementId = 0] = statementIds(context, 1)
    const before = recorded(context, statementId)
    const answer = before ?? (await run(context, name, namespace, parse(context, namespace), statementId))
    await context.writer.settle()
    return toAnswer(answer)
  },
}

const toAnswer = (doc: Doc): Answer => ({ fields: [...doc] })

function parse(context: CommandContext, namespace: string): Request {
  const fields = new Fields('findAndModify', context.body)
  const isRemove = fields.flag('remove')
  const isNew = fields.flag('new')
  const isUpsert = fields.flag('upsert')
  const hasUpdate = fields.value('update') !== undefined
  if (isRemove && hasUpdate)
    throw new MongoServerFailure('FailedToParse', 'Cannot specify both an update and remove=true')
  if (isRemove && isUpsert)
    throw new MongoServerFailure('FailedToParse', 'Cannot specify both upsert=true and remove=true')
  if (isRemove && isNew)
    throw new MongoServerFailure(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    )
  if (!isRemove && !hasUpdate)
    throw new MongoServerFailure('FailedToParse', 'Either an update or remove=true must be specified')
  const collation = effectiveCollation(fields.doc('collation'), findTarget(context, namespace))
  const variables = evaluateLet(fields.doc('let'))
  const selection = select(fields.doc('query') ?? new Map(), {
    collation,
    variables,
    sort: parseSort(fields.doc('sort')),
    hint: fields.hint(),
  })
  const projection = fields.doc('fields')
  const compiled =
    projection && projection.size > 0
      ? compileProjection(projection, { filter: selection.compiled, collation, ...(variables ? { variables } : {}) })
      : undefined
  return { selection, project: (doc) => compiled?.(doc) ?? doc, isNew, isUpsert, isRemove, variables }
}

async function run(
  context: CommandContext,
  name: string,
  namespace: string,
  request: Request,
  statementId: number,
): Promise<Doc> {
  const { selection, project, isNew, isUpsert, isRemove, variables } = request
  const fields = new Fields('findAndModify', context.body)
  const job = isRemove
    ? undefined
    : prepareUpdate(fields.value('update'), {
        arrayFilters: fields.docs('arrayFilters'),
        collation: selection.collation,
        variables,
        owner: context.name,
      })
  return modifyOne(context, namespace, selection, (statement, collection, found) => {
    let answer: Doc
    let isWritten = true
    if (found && collection && job) {
      const { doc, isChanged } = applyUpdate(context, statement, collection, found, job, selection)
      isWritten = isChanged
      answer = result(
        [
          ['n', new Int32(1)],
          ['updatedExisting', true],
        ],
        project(isNew ? doc : found.doc),
      )
    } else if (found && collection) {
      deleteRecord(statement, collection, found)
      answer = result([['n', new Int32(1)]], project(found.doc))
    } else if (job && isUpsert) {
      const doc = applyUpsert(context, statement, name, selection, job)
      const outcome: [string, Value][] = [
        ['n', new Int32(1)],
        ['updatedExisting', false],
        ['upserted', doc.get('_id') ?? null],
      ]
      answer = result(outcome, isNew ? project(doc) : null)
    } else {
      isWritten = false
      answer = result(
        job
          ? [
              ['n', new Int32(0)],
              ['updatedExisting', false],
            ]
          : [['n', new Int32(0)]],
        null,
      )
    }
    if (isWritten) record(context, statement, statementId, answer)
    return answer
  })
}

const result = (lastErrorObject: readonly (readonly [string, Value])[], value: Value): Doc =>
  new Map<string, Value>([
    ['lastErrorObject', new Map(lastErrorObject)],
    ['value', value],
  ])

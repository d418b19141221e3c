import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import { PASSED, type Pacer, type Plan, planQuery, ReadSource, Scan } from '../plan/index.ts'
import { compilePipeline } from '../stages/index.ts'
import type { Collection } from '../store/catalog.ts'
import type { Doc, Value } from '../values/index.ts'
import { resolveView } from '../views/index.ts'
import { count, Fields } from './arguments.ts'
import type { Answer, Command, CommandContext } from './command.ts'
import { describePlan } from './describe-plan.ts'
import { asPipeline, type FindRequest, parseFind } from './find.ts'
import { VERSION } from './info.ts'
import { parsePipeline } from './parse-pipeline.ts'

/** https://www.mongodb.com/docs/manual/reference/command/explain/ */
export const explain: Command = {
  name: 'explain',
  fields: ['verbosity'],
  run(context) {
    const fields = new Fields('explain', context.body)
    const verbosity = fields.text('verbosity') ?? 'allPlansExecution'
    if (!VERBOSITIES.includes(verbosity))
      throw new MongoServerFailure(
        'BadValue',
        `Enumeration value '${verbosity}' for field 'explain.verbosity' is not a valid value.`,
      )
    return explainCommand(context, fields.requiredDoc('explain'), verbosity !== 'queryPlanner')
  },
}

const VERBOSITIES = ['queryPlanner', 'executionStats', 'allPlansExecution']

/** Says how a command would be answered; with `isRun`, what its search looks at. Nothing is written. */
export async function explainCommand(context: CommandContext, command: Doc, isRun: boolean): Promise<Answer> {
  const [name, target] = [...command][0] ?? []
  const tail: [string, Value][] = [
    ['command', command],
    ['serverInfo', new Map<string, Value>([['version', VERSION]])],
  ]
  if (name === 'aggregate' && typeof target !== 'string')
    return { fields: [['explainVersion', '1'], ['stages', parsePipeline(command)], ...tail] }
  if (name === undefined || typeof target !== 'string')
    throw new MongoServerFailure('CommandNotFound', `Explain failed due to unknown command: ${name}`)
  const namespace = `${context.database}.${target}`
  const source = new ReadSource(() => context.open())
  try {
    const { collection, pipeline } = resolveView(source.catalog, context.database, target)
    const { request, rest } = explainedRequest(name, command, { target: source.catalog.get(namespace), pipeline })
    const plan = collection && planQuery({ ...request, indexes: collection.indexes })
    const search: [string, Value][] = [['queryPlanner', describePlan(namespace, request, plan)]]
    if (isRun) search.push(['executionStats', await execute(source, collection, plan, request, context.pacer)])
    // What the planner does not answer itself are stages behind its cursor.
    const shown: [string, Value][] =
      rest.length > 0 ? [['stages', [new Map([['$cursor', new Map(search)]]), ...rest]]] : search
    return { fields: [['explainVersion', '1'], ...shown, ...tail] }
  } finally {
    source.pause()
  }
}

/** The find a command comes down to, and the stages behind it. */
interface ExplainedRequest {
  readonly request: FindRequest
  readonly rest: readonly Doc[]
}

/** What is explained: the collection or view named, and what the views on the way say. */
interface Explained {
  readonly target: Collection | undefined
  readonly pipeline: readonly Doc[]
}

/** The find a command comes down to, for the planner. */
function explainedRequest(name: string, command: Doc, of: Explained): ExplainedRequest {
  const fields = new Fields(name, command)
  const isView = of.target?.settings.view !== undefined
  switch (name) {
    case 'find':
      return isView ? asPushdown(command, asPipeline('', command).stages, of) : alone(parseFind(command, of.target))
    case 'aggregate':
      return asPushdown(command, parsePipeline(command), of)
    case 'count':
    case 'distinct': {
      const query = fields.doc('query')
      return isView
        ? asPushdown(command, query ? [new Map([['$match', query]])] : [], of)
        : alone(asFind(command, of, query))
    }
    case 'findAndModify':
      return alone(asFind(command, of, fields.doc('query'), fields.doc('sort')))
    case 'update':
    case 'delete': {
      const [first = new Map()] = fields.docs(name === 'update' ? 'updates' : 'deletes') ?? []
      return alone(asFind(first, of, new Fields(name, first).doc('q')))
    }
    default:
      throw new MongoServerFailure('CommandNotFound', `Explain failed due to unknown command: ${name}`)
  }
}

const alone = (request: FindRequest): ExplainedRequest => ({ request, rest: [] })

function asPushdown(options: Doc, stages: readonly Doc[], of: Explained): ExplainedRequest {
  const environment = { now: new Date(), open: async function* () {}, write: refuseWrite }
  const { pushdown } = compilePipeline([...of.pipeline, ...stages], environment)
  const request = asFind(options, of, pushdown.filter, pushdown.sort)
  const { skip = 0, limit = Number.POSITIVE_INFINITY, rest } = pushdown
  return { request: { ...request, skip, limit }, rest }
}

/** Pipelines are only compiled here. */
const refuseWrite = (): never => {
  throw new MongoServerFailure('IllegalOperation', 'an explanation writes nothing')
}

function asFind(options: Doc, { target }: Explained, filter: Doc | undefined, sort?: Doc): FindRequest {
  const find: Doc = new Map<string, Value>([['filter', filter ?? new Map()]])
  if (sort) find.set('sort', sort)
  for (const name of ['hint', 'collation', 'let']) {
    const value = options.get(name)
    if (value !== undefined) find.set(name, value)
  }
  return parseFind(find, target)
}

async function execute(
  source: ReadSource,
  collection: Collection | undefined,
  plan: Plan | undefined,
  request: FindRequest,
  pacer: Pacer,
): Promise<Doc> {
  const start = performance.now()
  let returned = 0
  let scan: Scan | undefined
  if (collection && plan) {
    const { filter, collation, variables, skip, limit } = request
    scan = new Scan(
      source,
      collection,
      plan.access,
      compileFilter(filter, { collation, ...(variables ? { variables } : {}) }),
    )
    const wanted = plan.isSorted ? skip + limit : Number.POSITIVE_INFINITY
    for (let step = scan.step(); step !== undefined; step = scan.step()) {
      if (step !== PASSED && ++returned >= wanted) break
      if (pacer.isDue()) await pacer.rest()
    }
    scan.close()
    returned = Math.min(Math.max(returned - skip, 0), limit)
  }
  return new Map<string, Value>([
    ['executionSuccess', true],
    ['nReturned', count(returned)],
    ['executionTimeMillis', count(Math.round(performance.now() - start))],
    ['totalKeysExamined', count(scan?.keysExamined ?? 0)],
    ['totalDocsExamined', count(scan?.docsExamined ?? 0)],
  ])
}

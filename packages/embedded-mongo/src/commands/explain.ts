import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import {
  type Access,
  PASSED,
  type Pacer,
  type Plan,
  planQuery,
  ReadSource,
  Scan,
  type SortPattern,
  TEXT_SCORE,
} from '../plan/index.ts'
import { compilePipeline } from '../stages/index.ts'
import type { Collection } from '../store/catalog.ts'
import type { Doc, Value } from '../values/index.ts'
import { resolveView } from '../views/index.ts'
import { parsePipeline } from './aggregate.ts'
import { count, Fields } from './arguments.ts'
import type { Command } from './command.ts'
import { describeText } from './explain-text.ts'
import { asPipeline, type FindRequest, parseFind } from './find.ts'
import { VERSION } from './info.ts'

/** https://www.mongodb.com/docs/manual/reference/command/explain/ */
export const explain: Command = {
  name: 'explain',
  fields: ['verbosity'],
  async run(context) {
    const fields = new Fields('explain', context.body)
    const command = fields.requiredDoc('explain')
    const [name, target] = [...command][0] ?? []
    if (name === undefined || typeof target !== 'string')
      throw new MongoServerFailure('CommandNotFound', `Explain failed due to unknown command: ${name}`)
    const namespace = `${context.database}.${target}`
    const source = new ReadSource(() => context.open())
    try {
      const { collection, pipeline } = resolveView(source.catalog, context.database, target)
      const request = explainedRequest(name, command, { target: source.catalog.get(namespace), pipeline })
      const plan = collection && planQuery({ ...request, indexes: collection.indexes })
      const isRun = (fields.text('verbosity') ?? 'allPlansExecution') !== 'queryPlanner'
      const answer: [string, Value][] = [
        ['explainVersion', '1'],
        ['queryPlanner', describePlan(namespace, request, plan)],
      ]
      if (isRun) answer.push(['executionStats', await execute(source, collection, plan, request, context.pacer)])
      answer.push(['command', command], ['serverInfo', new Map<string, Value>([['version', VERSION]])])
      return { fields: answer }
    } finally {
      source.pause()
    }
  },
}

/** What is explained: the collection or view named, and what the views on the way say. */
interface Explained {
  readonly target: Collection | undefined
  readonly pipeline: readonly Doc[]
}

/** The find a command comes down to, for the planner. */
function explainedRequest(name: string, command: Doc, of: Explained): FindRequest {
  const fields = new Fields(name, command)
  const isView = of.target?.settings.view !== undefined
  switch (name) {
    case 'find':
      return isView ? asPushdown(command, asPipeline('', command).stages, of) : parseFind(command, of.target)
    case 'aggregate':
      return asPushdown(command, parsePipeline(command), of)
    case 'count':
    case 'distinct': {
      const query = fields.doc('query')
      return isView ? asPushdown(command, query ? [new Map([['$match', query]])] : [], of) : asFind(command, of, query)
    }
    case 'findAndModify':
      return asFind(command, of, fields.doc('query'), fields.doc('sort'))
    case 'update':
    case 'delete': {
      const [first = new Map()] = fields.docs(name === 'update' ? 'updates' : 'deletes') ?? []
      return asFind(first, of, new Fields(name, first).doc('q'))
    }
    default:
      throw new MongoServerFailure('CommandNotFound', `Explain failed due to unknown command: ${name}`)
  }
}

function asPushdown(options: Doc, stages: readonly Doc[], of: Explained): FindRequest {
  const environment = { now: new Date(), open: async function* () {} }
  const { pushdown } = compilePipeline([...of.pipeline, ...stages], environment)
  return asFind(options, of, pushdown.filter, pushdown.sort)
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

function describePlan(namespace: string, request: FindRequest, plan: Plan | undefined): Doc {
  return new Map<string, Value>([
    ['namespace', namespace],
    ['parsedQuery', request.filter],
    ['winningPlan', plan ? describeStages(request, plan) : new Map([['stage', 'EOF']])],
    ['rejectedPlans', []],
  ])
}

function describeStages(request: FindRequest, plan: Plan): Doc {
  const access = describeAccess(plan.access, request.filter)
  if (plan.isSorted || !request.sort) return access
  return new Map<string, Value>([
    ['stage', 'SORT'],
    ['sortPattern', describeSort(request.sort)],
    ['inputStage', access],
  ])
}

function describeSort(sort: SortPattern): Doc {
  return new Map(
    sort.map(([path, direction], at): [string, Value] =>
      path === TEXT_SCORE ? [`$computed${at}`, new Map([['$meta', 'textScore']])] : [path, count(direction)],
    ),
  )
}

function describeAccess(access: Access, filter: Doc): Doc {
  if (access.kind === 'text') return describeText(access, filter)
  if (access.kind === 'collection')
    return new Map<string, Value>([
      ['stage', 'COLLSCAN'],
      ['filter', filter],
      ['direction', access.reverse ? 'backward' : 'forward'],
    ])
  const scans = (access.kind === 'union' ? access.branches : [access]).map(
    (branch): Doc =>
      branch.kind === 'text'
        ? describeText(branch, filter)
        : new Map<string, Value>([
            ['stage', 'IXSCAN'],
            ['keyPattern', branch.index.spec.get('key') ?? null],
            ['indexName', branch.index.name],
            ['isMultiKey', branch.index.multikey.size > 0],
            ['isUnique', branch.index.unique],
            ['isSparse', branch.index.sparse],
            ['isPartial', branch.index.partialFilter !== undefined],
            ['direction', branch.reverse ? 'backward' : 'forward'],
            ['ranges', count(branch.ranges.length)],
          ]),
  )
  const [single] = scans
  const isUnion = access.kind === 'union'
  const input: Doc =
    isUnion || !single
      ? new Map<string, Value>([
          ['stage', 'OR'],
          ['inputStages', scans],
        ])
      : single
  const stage = !isUnion && access.isMerged ? mergeStage(input) : input
  return new Map<string, Value>([
    ['stage', 'FETCH'],
    ['filter', filter],
    ['inputStage', stage],
  ])
}

const mergeStage = (input: Doc): Doc =>
  new Map<string, Value>([
    ['stage', 'SORT_MERGE'],
    ['inputStages', [input]],
  ])

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

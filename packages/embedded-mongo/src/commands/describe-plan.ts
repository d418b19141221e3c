import { type Access, type Plan, type SortPattern, TEXT_SCORE } from '../plan/index.ts'
import type { Doc, Value } from '../values/index.ts'
import { count } from './arguments.ts'
import { describeText } from './explain-text.ts'
import type { FindRequest } from './find.ts'

/** `queryPlanner` of an explanation. */
export function describePlan(namespace: string, request: FindRequest, plan: Plan | undefined): Doc {
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

import { setTextScore } from '../expressions/index.ts'
import { compileFilter, topLevelField } from '../match/index.ts'
import type { Plan } from '../plan/index.ts'
import { PASSED, type Pacer, parseSort, planQuery, type ReadSource, RecordSorter, Scan } from '../plan/index.ts'
import type { Memory } from '../spill/index.ts'
import type { Pushdown } from '../stages/index.ts'
import type { Collection } from '../store/catalog.ts'
import { type Collation, type Doc, decodeDocument, decodePaths, FieldPaths } from '../values/index.ts'

const BATCH = 128

export interface PipelineInput {
  source: ReadSource
  collection: Collection | undefined
  pushdown: Pushdown
  /** The paths the stages behind look at; `null` where that is all of the document. */
  fields: readonly string[] | null
  hint: string | Doc | undefined
  collation: Collation | null
  variables: Doc | undefined
  memory: Memory
  pacer(): Pacer
}

export const planPushdown = (
  collection: Collection,
  { pushdown, hint, collation }: Pick<PipelineInput, 'pushdown' | 'hint' | 'collation'>,
): Plan =>
  planQuery({
    filter: pushdown.filter ?? new Map(),
    sort: parseSort(pushdown.sort),
    hint,
    indexes: collection.indexes,
    collation,
  })

/** The documents a pipeline begins with: what its leading stages ask for is answered by the planner. */
export async function* readPushdown(input: PipelineInput): AsyncGenerator<Doc[], void, undefined> {
  const { source, collection, pushdown, collation, variables, fields, memory } = input
  if (!collection) return
  const { filter } = pushdown
  const compiled = filter && compileFilter(filter, { collation, ...(variables ? { variables } : {}) })
  const plan = planPushdown(collection, input)
  const sort = plan.isSorted ? undefined : parseSort(pushdown.sort)
  const scanned = sort ? sort.map(([path]) => topLevelField(path)) : fields
  const scan = new Scan(source, collection, plan.access, compiled, scanned)
  const skip = pushdown.skip ?? 0
  const end = skip + (pushdown.limit ?? Number.POSITIVE_INFINITY)
  try {
    if (sort) yield* readSorted(scan, new RecordSorter(sort, collation, { memory, limit: end }), skip, input)
    else yield* readInOrder(scan, skip, end, input.pacer)
  } finally {
    scan.close()
  }
}

async function* readInOrder(
  scan: Scan,
  skip: number,
  end: number,
  pacer: () => Pacer,
): AsyncGenerator<Doc[], void, undefined> {
  let batch: Doc[] = []
  let size = 8
  for (let at = 0; at < end; ) {
    const step = scan.step()
    if (step === undefined) break
    if (step !== PASSED && at++ >= skip && batch.push(setTextScore(step.doc, step.textScore)) >= size) {
      yield batch
      batch = []
      size = Math.min(size * 2, BATCH)
    }
    if (pacer().isDue()) await pacer().rest()
  }
  if (batch.length > 0) yield batch
}

async function* readSorted(
  scan: Scan,
  sorter: RecordSorter,
  skip: number,
  { fields, pacer }: PipelineInput,
): AsyncGenerator<Doc[], void, undefined> {
  const names = fields && new FieldPaths(fields)
  try {
    for (let step = scan.step(); step !== undefined; step = scan.step()) {
      if (step !== PASSED) sorter.add(step)
      if (sorter.isFull) await sorter.makeRoom()
      if (pacer().isDue()) await pacer().rest()
    }
    let left = skip
    for await (const records of sorter.finish()) {
      const wanted = records.slice(left)
      left = Math.max(0, left - records.length)
      if (wanted.length === 0) continue
      yield wanted.map(({ bytes, textScore }) =>
        setTextScore(names ? decodePaths(bytes, names) : decodeDocument(bytes), textScore),
      )
    }
  } finally {
    await sorter.close()
  }
}

import mongoose from 'mongoose'

/** One query as the models sent it. */
export interface Asked {
  collection: string
  method: string
  selection: unknown
  sort: unknown
}

const ASKING = [
  'find',
  'findOne',
  'updateOne',
  'updateMany',
  'replaceOne',
  'findOneAndUpdate',
  'findOneAndDelete',
  'aggregate',
  'countDocuments',
  'deleteOne',
  'deleteMany',
]

/** Every query the models send while `work` runs. */
export async function recordQueries(work: () => Promise<void>): Promise<Asked[]> {
  const asked: Asked[] = []
  mongoose.set('debug', (collection: string, method: string, selection: unknown, second: unknown, third: unknown) => {
    const sort = sortIn(second) ?? sortIn(third)
    if (ASKING.includes(method)) asked.push({ collection, method, selection, sort })
    if (method === 'distinct') asked.push({ collection, method, selection: second, sort: undefined })
    if (method === 'bulkWrite') asked.push(...filtersIn(selection).map((filter) => askedBy(collection, filter)))
  })
  try {
    await work()
  } finally {
    mongoose.set('debug', false)
  }
  return asked
}

function sortIn(options: unknown): unknown {
  const isOptions = typeof options === 'object' && options !== null && !Array.isArray(options)
  return isOptions && 'sort' in options ? options.sort : undefined
}

function askedBy(collection: string, selection: unknown): Asked {
  return { collection, method: 'bulkWrite', selection, sort: undefined }
}

function filtersIn(operations: unknown): unknown[] {
  if (!Array.isArray(operations)) return []
  return operations.flatMap((operation: unknown) =>
    Object.values(Object(operation)).flatMap((of: unknown) =>
      typeof of === 'object' && of !== null && 'filter' in of ? [of.filter] : [],
    ),
  )
}

async function planOf({ collection, selection, sort }: Asked): Promise<string> {
  const native = mongoose.connection.collection(collection)
  const cursor = Array.isArray(selection)
    ? native.aggregate(selection)
    : native.find(Object(selection), sort ? { sort: Object(sort) } : {})
  return JSON.stringify(await cursor.explain('queryPlanner'))
}

export interface QueryPlans {
  /** What scans a whole collection, by name. */
  scans: string[]
  /** The indexes that answer, as `collection index`. */
  indexes: Set<string>
}

/** How the planner, by its own choice, answers what was asked; each shape of query is explained once. */
export async function explainQueries(asked: readonly Asked[]): Promise<QueryPlans> {
  const distinct = new Map(asked.map((query) => [`${query.collection} ${query.method} ${shapeOf(query)}`, query]))
  const plans: QueryPlans = { scans: [], indexes: new Set() }
  for (const [name, query] of distinct) {
    const plan = await planOf(query)
    if (plan.includes('COLLSCAN')) plans.scans.push(name)
    for (const [, index] of plan.matchAll(/"indexName":"([^"]+)"/g)) plans.indexes.add(`${query.collection} ${index}`)
  }
  return plans
}

/** What of these scans a whole collection, by name. */
export async function findScans(asked: readonly Asked[]): Promise<string[]> {
  return (await explainQueries(asked)).scans
}

/** The paths and operators of a selection, so that a query is explained once. */
function shapeOf({ selection, sort }: Asked): string {
  return JSON.stringify([selection, sort], (_key, value: unknown) => (typeof value === 'string' ? '…' : value))
}

import mongoose from 'mongoose'

/** One query as the models sent it. */
export interface Asked {
  collection: string
  method: string
  selection: unknown
  sort: unknown
}

const ASKING = ['find', 'findOne', 'updateOne', 'findOneAndUpdate', 'aggregate', 'countDocuments', 'deleteMany']

/** Every query the models send while `work` runs. */
export async function recordQueries(work: () => Promise<void>): Promise<Asked[]> {
  const asked: Asked[] = []
  mongoose.set('debug', (collection: string, method: string, selection: unknown, second: unknown, third: unknown) => {
    const options = [second, third].find((value) => typeof value === 'object' && value !== null && 'sort' in value)
    const sort = typeof options === 'object' && options !== null && 'sort' in options ? options.sort : undefined
    if (ASKING.includes(method)) asked.push({ collection, method, selection, sort })
  })
  try {
    await work()
  } finally {
    mongoose.set('debug', false)
  }
  return asked
}

async function planOf({ collection, selection, sort }: Asked): Promise<string> {
  const native = mongoose.connection.collection(collection)
  const cursor = Array.isArray(selection)
    ? native.aggregate(selection)
    : native.find(Object(selection), sort ? { sort: Object(sort) } : {})
  return JSON.stringify(await cursor.explain('queryPlanner'))
}

/** What of these scans a whole collection, by name; each shape of query is explained once. */
export async function findScans(asked: readonly Asked[]): Promise<string[]> {
  const distinct = new Map(asked.map((query) => [`${query.collection} ${query.method} ${shapeOf(query)}`, query]))
  const scans: string[] = []
  for (const [name, query] of distinct) if ((await planOf(query)).includes('COLLSCAN')) scans.push(name)
  return scans
}

/** The paths and operators of a selection, so that a query is explained once. */
function shapeOf({ selection, sort }: Asked): string {
  return JSON.stringify([selection, sort], (_key, value: unknown) => (typeof value === 'string' ? '…' : value))
}

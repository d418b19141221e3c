import mongoose, { Error as MongooseError } from 'mongoose'
import { databaseHandle } from '../connection.ts'
import { models } from '../models.ts'

const MOST_SHOWN = 5

interface Broken {
  count: number
  ids: string[]
}

/** Where a record breaks a rule of its model, by path and rule; never by value, which may be personal. */
async function rulesBrokenBy(record: mongoose.Document): Promise<string[]> {
  try {
    await record.validate()
    return []
  } catch (error) {
    if (!(error instanceof MongooseError.ValidationError)) throw error
    // An embedded document has an entry of its own beside those of its paths.
    const rules = Object.entries(error.errors).filter(([, rule]) => !(rule instanceof MongooseError.ValidationError))
    return rules.map(([path, { kind }]) => `${path} (${kind})`)
  }
}

function describe(rule: string, { count, ids }: Broken): string {
  const rest = count > ids.length ? ', …' : ''
  return `${rule}: ${count} ${count === 1 ? 'record' : 'records'}: ${ids.join(', ')}${rest}`
}

/**
 * Holds every stored record to its model: a line for each broken rule with how many break it and the first of them by id. Reads the whole
 * database once.
 */
export async function findInvalid(): Promise<string[]> {
  const broken = new Map<string, Broken>()
  for (const { modelName } of models) {
    const model = mongoose.model(modelName)
    const { collectionName } = model.collection
    for await (const stored of databaseHandle().db.collection(collectionName).find()) {
      for (const rule of await rulesBrokenBy(model.hydrate(stored))) {
        const name = `${collectionName}: ${rule}`
        const known = broken.get(name) ?? { count: 0, ids: [] }
        known.count += 1
        if (known.ids.length < MOST_SHOWN) known.ids.push(String(stored._id))
        broken.set(name, known)
      }
    }
  }
  return [...broken].map(([rule, found]) => describe(rule, found))
}

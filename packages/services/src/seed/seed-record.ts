import type { Types } from 'mongoose'

/** One record for one collection. The seed's test holds every one to its model's validators and defaults. */
export interface SeedRecord {
  collection: string
  document: Identified
}

/** Deployments are named by a text. */
type Identified = { _id: Types.ObjectId | string } & Record<string, unknown>

interface NamedModel {
  collection: { collectionName: string }
}

/** What is used of a Mongoose model, whatever it holds. */
interface SeedModel extends NamedModel {
  new (fields: object): { toObject(options: { flattenMaps: true; versionKey: false }): object }
}

/** A record of a model with all its defaults. For things there are few of: it takes its time. */
export function recordOf(model: SeedModel, at: Date, fields: Identified): SeedRecord {
  const document = new model({ createdAt: at, updatedAt: at, ...fields })
  const plain = document.toObject({ flattenMaps: true, versionKey: false })
  return { collection: model.collection.collectionName, document: { ...plain, _id: fields._id, __v: 0 } }
}

/** A record whose fields are already all there. */
export function plainRecord(
  model: NamedModel,
  at: { createdAt: Date; updatedAt: Date },
  document: Identified,
): SeedRecord {
  return { collection: model.collection.collectionName, document: { ...document, ...at, __v: 0 } }
}

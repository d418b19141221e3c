import { Types } from 'mongoose'

/** The one place where an id of the API becomes one of the database: pipelines and updates of Mixed fields are not cast. */
export function objectId(id: string): Types.ObjectId {
  return Types.ObjectId.createFromHexString(id)
}

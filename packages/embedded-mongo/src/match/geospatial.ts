import { MongoServerFailure } from '../errors.ts'
import type { FieldOperator } from './field-test.ts'

const NAMES = ['$geoWithin', '$geoIntersects', '$near', '$nearSphere', '$within', '$geoNear']

function refused(name: string): FieldOperator {
  return () => {
    throw new MongoServerFailure('NotImplemented', `${name} is not supported by this server`)
  }
}

/** Known, so that the refusal says what it is about. */
export const geospatialOperators: Readonly<Record<string, FieldOperator>> = Object.fromEntries(
  NAMES.map((name) => [name, refused(name)]),
)

import { Timestamp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { typeName, type Value } from '../values/index.ts'
import { parseResumeToken, type ResumePoint } from './resume-token.ts'

export interface ChangeStreamOptions {
  readonly looksUp: boolean
  readonly allChangesForCluster: boolean
  /** Goes on behind a token, or with the first change at a time; undefined: with what comes from now on. */
  readonly start: ResumePoint | Timestamp | undefined
}

const STARTS = ['resumeAfter', 'startAfter', 'startAtOperationTime']
const KNOWN = [...STARTS, 'fullDocument', 'fullDocumentBeforeChange', 'allChangesForCluster', 'showExpandedEvents']

/** https://www.mongodb.com/docs/manual/reference/operator/aggregation/changeStream/ */
export function parseChangeStreamOptions(spec: Value): ChangeStreamOptions {
  if (!(spec instanceof Map))
    throw new MongoServerFailure(
      'TypeMismatch',
      `the $changeStream stage must be an object, but found ${typeName(spec)}`,
    )
  for (const name of spec.keys())
    if (!KNOWN.includes(name))
      throw new MongoServerFailure(40415, `BSON field '$changeStream.${name}' is an unknown field.`)
  const given = STARTS.filter((name) => spec.has(name))
  if (given.length > 1)
    throw new MongoServerFailure(40674, 'Only one type of resume option is allowed, but multiple were found.')
  refuseUnless('fullDocumentBeforeChange', spec.get('fullDocumentBeforeChange') ?? 'off', ['off'])
  if (flag('showExpandedEvents', spec.get('showExpandedEvents')))
    throw new MongoServerFailure('NotImplemented', 'showExpandedEvents is not implemented by this database')
  const fullDocument = spec.get('fullDocument') ?? 'default'
  refuseUnless('fullDocument', fullDocument, ['default', 'updateLookup'])
  return {
    looksUp: fullDocument === 'updateLookup',
    allChangesForCluster: flag('allChangesForCluster', spec.get('allChangesForCluster')),
    start: parseStart(given[0], spec),
  }
}

function parseStart(name: string | undefined, spec: ReadonlyMap<string, Value>): ChangeStreamOptions['start'] {
  const value = name === undefined ? undefined : spec.get(name)
  if (value === undefined) return undefined
  if (name === 'startAtOperationTime') {
    if (value instanceof Timestamp) return value
    throw new MongoServerFailure(
      'TypeMismatch',
      `BSON field '$changeStream.startAtOperationTime' is the wrong type '${typeName(value)}', expected type 'timestamp'`,
    )
  }
  const point = parseResumeToken(value)
  if (name === 'resumeAfter' && point.isInvalidate)
    throw new MongoServerFailure(
      'InvalidResumeToken',
      "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
    )
  return point
}

function refuseUnless(name: string, value: Value, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return
  if (value === 'whenAvailable' || value === 'required')
    throw new MongoServerFailure(
      'NotImplemented',
      `${name}: '${value}' is not implemented: there are no pre- and post-images`,
    )
  throw new MongoServerFailure('BadValue', `Enumeration value for field '$changeStream.${name}' is not a valid value.`)
}

function flag(name: string, value: Value | undefined): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw new MongoServerFailure(
    'TypeMismatch',
    `BSON field '$changeStream.${name}' is the wrong type '${typeName(value)}', expected type 'bool'`,
  )
}

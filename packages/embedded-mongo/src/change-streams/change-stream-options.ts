import { Timestamp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { typeName, type Value } from '../values/index.ts'
import { parseResumeToken, type ResumePoint } from './resume-token.ts'

const FULL_DOCUMENT = ['default', 'updateLookup', 'whenAvailable', 'required'] as const
const BEFORE_IMAGE = ['off', 'whenAvailable', 'required'] as const
export type FullDocument = (typeof FULL_DOCUMENT)[number]
export type BeforeImage = (typeof BEFORE_IMAGE)[number]

export interface ChangeStreamOptions {
  readonly fullDocument: FullDocument
  readonly before: BeforeImage
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
  if (flag('showExpandedEvents', spec.get('showExpandedEvents')))
    throw new MongoServerFailure('NotImplemented', 'showExpandedEvents is not implemented by this database')
  return {
    fullDocument: oneOf('fullDocument', spec.get('fullDocument') ?? 'default', FULL_DOCUMENT),
    before: oneOf('fullDocumentBeforeChange', spec.get('fullDocumentBeforeChange') ?? 'off', BEFORE_IMAGE),
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

function oneOf<T extends string>(name: string, value: Value, known: readonly T[]): T {
  const found = known.find((one) => one === value)
  if (found !== undefined) return found
  throw new MongoServerFailure('BadValue', `Enumeration value for field '$changeStream.${name}' is not a valid value.`)
}

function flag(name: string, value: Value | undefined): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false
  throw new MongoServerFailure(
    'TypeMismatch',
    `BSON field '$changeStream.${name}' is the wrong type '${typeName(value)}', expected type 'bool'`,
  )
}

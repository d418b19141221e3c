import { MongoServerFailure } from '../errors.ts'
import type { Collection } from '../store/catalog.ts'
import type { Doc, Value } from '../values/index.ts'
import { checkKnown, Fields } from './arguments.ts'

const GRANULARITIES = ['seconds', 'minutes', 'hours']

/**
 * create's timeseries and expireAfterSeconds. Measurements are stored as they come, each a document: how they are bucketed is
 * taken and shown, and changes nothing.
 */
export function timeSeries(fields: Fields): [string, Value][] {
  const expire = fields.value('expireAfterSeconds')
  if (fields.value('timeseries') === undefined) {
    if (expire === undefined) return []
    throw new MongoServerFailure(
      'InvalidOptions',
      "'expireAfterSeconds' is only supported on time-series collections by this database",
    )
  }
  const given = fields.requiredDoc('timeseries')
  const known = ['timeField', 'metaField', 'granularity', 'bucketMaxSpanSeconds', 'bucketRoundingSeconds']
  checkKnown('create.timeseries', given, known)
  const spec = new Fields('create.timeseries', given)
  const time = spec.requiredText('timeField')
  const meta = spec.text('metaField')
  checkNames(time, meta)
  checkBucketing(spec)
  const options: Doc = new Map(given)
  if (!options.has('granularity') && !options.has('bucketMaxSpanSeconds')) options.set('granularity', 'seconds')
  return [['timeseries', options], ...expiry(fields)]
}

function checkNames(time: string, meta: string | undefined): void {
  for (const name of [time, meta ?? 'meta'])
    if (name === '' || name.includes('.') || name.startsWith('$'))
      throw new MongoServerFailure(
        'InvalidOptions',
        `'${name}' cannot be a time-series field: a top-level name is needed`,
      )
  if (meta === '_id') throw new MongoServerFailure('InvalidOptions', 'The \'metaField\' cannot be "_id"')
  if (meta === time)
    throw new MongoServerFailure('InvalidOptions', "The 'metaField' cannot be the same as the time-series 'timeField'")
}

function checkBucketing(spec: Fields): void {
  const granularity = spec.text('granularity')
  if (granularity !== undefined && !GRANULARITIES.includes(granularity))
    throw new MongoServerFailure(
      'BadValue',
      `Enumeration value '${granularity}' for field 'create.timeseries.granularity' is not a valid value.`,
    )
  const [span, rounding] = [spec.number('bucketMaxSpanSeconds'), spec.number('bucketRoundingSeconds')]
  if (span !== rounding)
    throw new MongoServerFailure(
      'InvalidOptions',
      "Timeseries 'bucketMaxSpanSeconds' and 'bucketRoundingSeconds' must be given together and be equal",
    )
}

function expiry(fields: Fields): [string, Value][] {
  const seconds = fields.number('expireAfterSeconds')
  if (seconds === undefined) return []
  if (seconds < 0 || seconds > 0x7fff_ffff)
    throw new MongoServerFailure('InvalidOptions', "'expireAfterSeconds' must be within 0 and 2147483647")
  return [['expireAfterSeconds', fields.value('expireAfterSeconds') ?? null]]
}

/** Refuses a measurement without its time. */
export function checkMeasurement({ settings }: Collection, doc: Doc): void {
  const { timeField } = settings
  if (timeField === undefined || doc.get(timeField) instanceof Date) return
  throw new MongoServerFailure('BadValue', `'${timeField}' must be present and contain a valid BSON UTC datetime value`)
}

/** Measurements are written once. */
export function refuseUpdate({ settings, database, name }: Collection): void {
  if (settings.timeField === undefined) return
  throw new MongoServerFailure(
    'NotImplemented',
    `Updates of the time-series collection ${database}.${name} are not implemented by this database`,
  )
}

import { MongoServerFailure } from '../../errors.ts'
import { isNullish, typeName } from '../../values/index.ts'
import type { Argument } from '../operator.ts'

/** A time zone: how many milliseconds its clocks are ahead of UTC at an instant. */
export interface Zone {
  readonly name: string
  offsetAt(utc: number): number
}

const MINUTE = 60_000
/** Offsets change at whole quarters of an hour, at least since 1970. */
const BUCKET = 15 * MINUTE
const LARGEST_CACHE = 20_000

const zones = new Map<string, Zone>()

export const UTC: Zone = { name: 'UTC', offsetAt: () => 0 }

/** A zone by its Olson name or as an offset such as `+05:30`. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const zone = fixedZone(name) ?? namedZone(name)
  zones.set(name, zone)
  return zone
}

/** The zone of a `timezone` argument: UTC where it is not given, null where it is null. */
export function zoneArgument(fields: { readonly [name: string]: Argument }): Zone | null {
  const value = fields.timezone
  if (!('timezone' in fields)) return UTC
  if (isNullish(value)) return null
  if (typeof value === 'string') return zoneOf(value)
  throw new MongoServerFailure(40517, `timezone must evaluate to a string, found ${typeName(value)}`)
}

function fixedZone(name: string): Zone | undefined {
  if (name === 'UTC' || name === 'GMT' || name === 'Z') return { name: 'UTC', offsetAt: () => 0 }
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(name)
  if (!parts) return undefined
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0)
  const offset = (parts[1] === '-' ? -minutes : minutes) * MINUTE
  return { name, offsetAt: () => offset }
}

function namedZone(name: string): Zone {
  const format = formatterOf(name)
  const cache = new Map<number, number>()
  return {
    name,
    offsetAt(utc) {
      if (utc < 0) return readOffset(format, utc)
      const bucket = Math.floor(utc / BUCKET)
      const known = cache.get(bucket)
      if (known !== undefined) return known
      const offset = readOffset(format, bucket * BUCKET)
      if (cache.size >= LARGEST_CACHE) cache.clear()
      cache.set(bucket, offset)
      return offset
    },
  }
}

function formatterOf(name: string): Intl.DateTimeFormat {
  try {
    if (/^[A-Za-z]/.test(name)) return new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  } catch {
    // Said below in MongoDB's words.
  }
  throw new MongoServerFailure(40485, `unrecognized time zone identifier: "${name}"`)
}

/** Reads the `GMT+05:30` at the end of a formatted date. */
function readOffset(format: Intl.DateTimeFormat, utc: number): number {
  const parts = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(format.format(utc))
  const seconds = Number(parts?.[2] ?? 0) * 3600 + Number(parts?.[3] ?? 0) * 60 + Number(parts?.[4] ?? 0)
  return (parts?.[1] === '-' ? -seconds : seconds) * 1000
}

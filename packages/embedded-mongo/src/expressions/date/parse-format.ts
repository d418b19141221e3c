import { MongoServerFailure } from '../../errors.ts'
import { conversionFailure } from '../conversion/failure.ts'
import { fromIsoWeek } from './calendar.ts'
import { DAY, localTime } from './local-time.ts'
import { instantOf, monthByName } from './parse-date.ts'
import { zoneOf } from './timezone.ts'

/** What each specifier of a format reads. */
const PATTERNS: Readonly<Record<string, string>> = {
  '%': '%',
  b: '[A-Za-z]{3}',
  B: '[A-Za-z]{3,9}',
  d: '\\d{1,2}',
  G: '\\d{4}',
  H: '\\d{1,2}',
  j: '\\d{1,3}',
  L: '\\d{1,3}',
  m: '\\d{1,2}',
  M: '\\d{1,2}',
  S: '\\d{1,2}',
  u: '[1-7]',
  V: '\\d{1,2}',
  Y: '\\d{4}',
  z: '[+-]\\d{2}:?\\d{2}|Z|UTC|GMT',
  Z: '[+-]\\d{1,4}',
}

interface CompiledFormat {
  regex: RegExp
  specifiers: string[]
}

function compileFormat(format: string): CompiledFormat {
  const specifiers: string[] = []
  const source = format.replace(/%([\s\S]?)|[\\^$.*+?()[\]{}|]/g, (match, specifier: string | undefined) => {
    if (specifier === undefined) return `\\${match}`
    if (specifier === '') throw new MongoServerFailure(18535, "Unmatched '%' at end of format string")
    const pattern = PATTERNS[specifier]
    if (pattern === undefined) {
      throw new MongoServerFailure(18536, `Invalid format character '%${specifier}' in format string`)
    }
    specifiers.push(specifier)
    return `(${pattern})`
  })
  return { regex: new RegExp(`^${source}$`, 'i'), specifiers }
}

/** Reads a date by a format of `$dateFromString`. */
export function parseDateWithFormat(
  text: string,
  format: string,
  timezone: string | undefined,
  isGiven: boolean,
): Date {
  const { regex, specifiers } = compileFormat(format)
  const found = regex.exec(text)
  if (!found) throw conversionFailure(`Error parsing date string '${text}'; the text is not in the format '${format}'`)
  const read = new Map(specifiers.map((specifier, index) => [specifier, found[index + 1] ?? '']))
  const number = (specifier: string, otherwise: number) => Number(read.get(specifier) ?? otherwise)
  const day = dayOf(read, number)
  if (day === undefined) {
    const reason = `an incomplete date/time string has been found, with elements missing: "${text}"`
    throw conversionFailure(`Error parsing date string '${text}'; ${reason}`)
  }
  const time = { hour: number('H', 0), minute: number('M', 0), second: number('S', 0), millisecond: number('L', 0) }
  return instantOf(text, { ...day, ...time, zone: zoneIn(read) }, timezone, isGiven)
}

type Read = ReadonlyMap<string, string>

/** The day: by ISO week, by day of the year, or by month and day. */
function dayOf(read: Read, number: (specifier: string, otherwise: number) => number) {
  if (read.has('G')) return fieldsOfDay(fromIsoWeek(number('G', 1), number('V', 1), number('u', 1)))
  if (!read.has('Y')) return undefined
  const year = number('Y', 1)
  if (read.has('j')) return fieldsOfDay(localTime(year, 0) + (number('j', 1) - 1) * DAY)
  const name = read.get('b') ?? read.get('B')
  const month = name === undefined ? number('m', 0) : monthByName(name)
  return month === 0 || !read.has('d') ? undefined : { year, month, day: number('d', 1) }
}

function fieldsOfDay(local: number) {
  const date = new Date(local)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

function zoneIn(read: Read) {
  const named = read.get('z')
  if (named !== undefined) return zoneOf(named.toUpperCase())
  const minutes = read.get('Z')
  if (minutes === undefined) return undefined
  const offset = Number(minutes) * 60_000
  return { name: minutes, offsetAt: () => offset }
}

import { Int32 } from 'bson'
import type { Doc, Value } from '../values/index.ts'

/** Not shown: what removes measurements in time. */
export const EXPIRY_INDEX = '$expiry'

/** The specifications of the indexes a collection has from the beginning. */
export function firstIndexes(options: Doc): Doc[] {
  if (options.has('viewOn')) return []
  const series = options.get('timeseries')
  return series instanceof Map ? seriesIndexes(series, options) : [idIndex(options)]
}

function idIndex(options: Doc): Doc {
  const spec = specOf('_id_', ['_id'])
  const collation = options.get('collation')
  if (collation) spec.set('collation', collation)
  return spec
}

/** Measurements are found by what they are about and when; their `_id` is not unique. */
function seriesIndexes(series: Doc, options: Doc): Doc[] {
  const paths = [series.get('metaField'), series.get('timeField')].filter((path) => typeof path === 'string')
  const indexes = [specOf(paths.map((path) => `${path}_1`).join('_'), paths)]
  const expire = options.get('expireAfterSeconds')
  if (expire !== undefined)
    indexes.push(specOf(EXPIRY_INDEX, paths.slice(-1)).set('expireAfterSeconds', expire).set('hidden', true))
  return indexes
}

function specOf(name: string, paths: readonly string[]): Doc {
  return new Map<string, Value>([
    ['v', new Int32(2)],
    ['key', new Map(paths.map((path) => [path, new Int32(1)]))],
    ['name', name],
  ])
}

import { MongoServerFailure } from '../errors.ts'
import type { Missing, Value } from '../values/types.ts'
import type { PipelineEnvironment, PipelineWrite, WriteTarget } from './environment.ts'

/** Reads `'collection'` or `{ db, coll }`; undefined where it is neither. */
export function parseTarget(value: Value | Missing): WriteTarget | undefined {
  if (typeof value === 'string') return value === '' ? undefined : { db: undefined, collection: value }
  if (!(value instanceof Map)) return undefined
  const db = value.get('db')
  const collection = value.get('coll')
  const known = [...value.keys()].every((name) => name === 'db' || name === 'coll')
  if (!known || typeof collection !== 'string' || collection === '') return undefined
  if (db !== undefined && typeof db !== 'string') return undefined
  return { db, collection }
}

/** Writes through the environment; where there is none, as inside a view, the stage is refused. */
export function writerOf(
  stage: string,
  environment: PipelineEnvironment,
): (operation: PipelineWrite) => Promise<{ matched: number }> {
  const { write } = environment
  if (write) return (operation) => write(operation)
  throw new MongoServerFailure('IllegalOperation', `${stage} cannot be used where nothing may be written`)
}

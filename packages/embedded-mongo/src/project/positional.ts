import { MongoServerFailure } from '../errors.ts'
import type { Value } from '../values/index.ts'
import type { ProjectionStep, StepContext } from './projection-step.ts'

/** `'list.$': 1`: of the first array on the path only the element the query matched. */
export function compilePositional({ options, path }: StepContext): ProjectionStep {
  const { filter } = options
  if (filter === undefined) {
    throw new MongoServerFailure(51050, 'Projections with a positional operator require a matcher')
  }
  const parts = path.split('.')
  return (projected, original) => {
    const position = filter.position(original)
    const result = keepElement(projected, parts, position)
    return result instanceof Map ? result : projected
  }
}

function keepElement(value: Value, [name, ...rest]: readonly string[], position: number | undefined): Value {
  if (Array.isArray(value)) {
    if (position === undefined) throw noElement()
    const element = value[position]
    if (element === undefined) throw executorError(51247, "positional operator '.$' element mismatch")
    return [element]
  }
  const child = value instanceof Map && name !== undefined ? value.get(name) : undefined
  if (!(value instanceof Map) || name === undefined || child === undefined) return value
  return new Map(value).set(name, keepElement(child, rest, position))
}

function noElement(): MongoServerFailure {
  return executorError(51246, "positional operator '.$' couldn't find a matching element in the array")
}

function executorError(code: number, reason: string): MongoServerFailure {
  return new MongoServerFailure(code, `Executor error during find command :: caused by :: ${reason}`)
}

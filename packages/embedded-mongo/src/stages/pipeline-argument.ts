import { MongoServerFailure } from '../errors.ts'
import { typeName } from '../values/index.ts'
import type { Doc, Missing, Value } from '../values/types.ts'

/** Reads the array of stages inside a stage. */
export function pipelineArgument(owner: string, value: Value | Missing): Doc[] {
  if (!Array.isArray(value)) {
    throw new MongoServerFailure('TypeMismatch', `'pipeline' option of ${owner} must be specified as an array`)
  }
  return value.map((stage) => {
    if (stage instanceof Map) return stage
    const message = `Each element of the 'pipeline' array must be an object, found ${typeName(stage)}`
    throw new MongoServerFailure('TypeMismatch', message)
  })
}

/** Refuses stages that may not stand inside another one. */
export function forbidStages(
  stages: readonly Doc[],
  code: number,
  message: (name: string) => string,
  names: string[],
): void {
  for (const stage of stages) {
    const name = stage.keys().next().value ?? ''
    if (names.includes(name)) throw new MongoServerFailure(code, message(name))
  }
}

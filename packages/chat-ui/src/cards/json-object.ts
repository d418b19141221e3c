import type { Json } from './approve-stage.ts'

export type JsonObject = Record<string, Json>

/** An object, or an empty one for anything else. */
export function asObject(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

/** Names come from strangers: what every object has by birth is not theirs. */
export function own<Value>(object: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

import { type Doc, UNDEFINED, type Value } from '../values/types.ts'
import { toBatches } from './batches.ts'
import type { Batches, StageContext } from './stage.ts'

/**
 * Runs a pipeline over another collection. What of its beginning does not depend on variables, or is a `$match` into which their
 * values can be written, goes to whoever opens the collection and may use an index; the rest runs here.
 */
export function openPipeline(
  context: StageContext,
  collection: string,
  stages: readonly Doc[],
  variables: Doc,
): Batches {
  const { pushed, rest } = splitPipeline(stages, variables)
  const input = toBatches(context.environment.open(collection, pushed))
  return rest.length === 0 ? input : context.pipeline(rest, variables).run(input)
}

/** Whether any stage mentions one of the variables. */
export function mentionsVariables(stages: readonly Doc[], variables: Doc): boolean {
  return stages.some((stage) => mentions(stage, variables))
}

export function splitPipeline(stages: readonly Doc[], variables: Doc): { pushed: Doc[]; rest: Doc[] } {
  const pushed: Doc[] = []
  for (const stage of stages) {
    const constant = withValues(stage, variables)
    if (!constant) break
    pushed.push(constant)
  }
  return { pushed, rest: stages.slice(pushed.length) }
}

/** The stage with the variables' values in it, or undefined where that cannot be done safely. */
function withValues(stage: Doc, variables: Doc): Doc | undefined {
  if (!mentions(stage, variables)) return stage
  const filter = stage.get('$match')
  if (!(filter instanceof Map)) return undefined
  const constant = filterWithValues(filter, variables)
  return constant && new Map([['$match', constant]])
}

/** In a filter only `$expr` reads variables; `$$` anywhere else is text. */
function filterWithValues(filter: Doc, variables: Doc): Doc | undefined {
  const result: Doc = new Map()
  for (const [name, value] of filter) {
    if (name === '$expr') {
      if (bindsVariables(value)) return undefined
      result.set(name, expressionWithValues(value, variables))
    } else if ((name === '$and' || name === '$or' || name === '$nor') && Array.isArray(value)) {
      const parts = value.map((part) => (part instanceof Map ? filterWithValues(part, variables) : part))
      if (parts.includes(undefined)) return undefined
      result.set(
        name,
        parts.filter((part) => part !== undefined),
      )
    } else {
      result.set(name, value)
    }
  }
  return result
}

function expressionWithValues(expression: Value, variables: Doc): Value {
  if (typeof expression === 'string') return variableValue(expression, variables) ?? expression
  if (Array.isArray(expression)) return expression.map((item) => expressionWithValues(item, variables))
  if (!(expression instanceof Map) || expression.has('$literal')) return expression
  return new Map([...expression].map(([name, value]) => [name, expressionWithValues(value, variables)]))
}

function variableValue(text: string, variables: Doc): Value | undefined {
  const name = variableName(text)
  const value = name === undefined ? undefined : variables.get(name)
  if (value === undefined) return undefined
  const path = text.slice(2 + (name?.length ?? 0) + 1)
  if (value === UNDEFINED) return '$$REMOVE'
  const literal: Doc = new Map([['$literal', value]])
  if (path === '') return literal
  const bound: Doc = new Map<string, Value>([
    ['vars', new Map([['value', literal]])],
    ['in', `$$value.${path}`],
  ])
  return new Map([['$let', bound]])
}

function variableName(text: string): string | undefined {
  return /^\$\$([^.]+)/.exec(text)?.[1]
}

function mentions(value: Value, variables: Doc): boolean {
  if (typeof value === 'string') {
    const name = variableName(value)
    return name !== undefined && variables.has(name)
  }
  if (Array.isArray(value)) return value.some((item) => mentions(item, variables))
  return value instanceof Map && [...value.values()].some((item) => mentions(item, variables))
}

const BINDERS = ['$let', '$map', '$filter', '$reduce']

/** Operators that bind names of their own, which may shadow those to be replaced. */
function bindsVariables(value: Value): boolean {
  if (Array.isArray(value)) return value.some(bindsVariables)
  if (!(value instanceof Map)) return false
  return [...value].some(([name, item]) => BINDERS.includes(name) || bindsVariables(item))
}

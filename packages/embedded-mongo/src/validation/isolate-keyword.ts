import type { Doc, Value } from '../values/index.ts'

/** The schema that says what one keyword of a schema says, and nothing else: with what it takes from its neighbours. */
export function isolateKeyword(schema: Doc, name: string): Doc {
  const alone: Doc = new Map([[name, schema.get(name) ?? null]])
  switch (name) {
    case 'minimum':
      return withNeighbour(alone, schema, 'exclusiveMinimum')
    case 'maximum':
      return withNeighbour(alone, schema, 'exclusiveMaximum')
    // They say nothing but through their bound.
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return new Map()
    case 'additionalProperties':
      return new Map([...alone, ...namesOnly(schema, 'properties'), ...namesOnly(schema, 'patternProperties')])
    case 'additionalItems': {
      const items = schema.get('items')
      const anything: Value = Array.isArray(items) ? items.map(() => new Map()) : new Map()
      return new Map([...alone, ['items', anything]])
    }
    default:
      return alone
  }
}

function withNeighbour(alone: Doc, schema: Doc, name: string): Doc {
  const value = schema.get(name)
  return value === undefined ? alone : new Map([...alone, [name, value]])
}

function namesOnly(schema: Doc, keyword: string): Doc {
  const named = schema.get(keyword)
  if (!(named instanceof Map)) return new Map()
  return new Map([[keyword, new Map([...named.keys()].map((name) => [name, new Map()]))]])
}

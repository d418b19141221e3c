import { Int32 } from 'bson'
import { compileRegex, type Doc, type Value } from '../values/index.ts'
import type { ExplainSchema } from './explain-schema.ts'

/** Keywords about documents; undefined where it is another keyword. */
export function explainObjectKeyword(
  schema: Doc,
  name: string,
  value: Value,
  explain: ExplainSchema,
): [string, Value][] | undefined {
  const argument = schema.get(name) ?? null
  const doc: Doc = value instanceof Map ? value : new Map()
  const specified: [string, Value] = ['specifiedAs', new Map([[name, argument]])]
  switch (name) {
    case 'required':
      return [specified, ['missingProperties', missing(argument, doc)]]
    case 'properties':
      return [['propertiesNotSatisfied', failingProperties(argument, doc, explain)]]
    case 'patternProperties':
      return [['details', failingPatterns(argument, doc, explain)]]
    case 'additionalProperties':
      return additional(schema, argument, doc, explain)
    case 'minProperties':
    case 'maxProperties':
      return [
        specified,
        ['reason', 'specified number of properties was not satisfied'],
        ['numberOfProperties', new Int32(doc.size)],
      ]
    case 'dependencies':
      return [['failingDependencies', failingDependencies(argument, doc, explain)]]
    default:
      return undefined
  }
}

const asDoc = (value: Value | undefined): Doc => (value instanceof Map ? value : new Map())

const missing = (names: Value, doc: Doc): string[] =>
  (Array.isArray(names) ? names : []).filter((name) => typeof name === 'string').filter((name) => !doc.has(name))

function failingProperties(argument: Value, doc: Doc, explain: ExplainSchema): Doc[] {
  return [...asDoc(argument)].flatMap(([propertyName, given]): Doc[] => {
    const value = doc.get(propertyName)
    const schema = asDoc(given)
    const details = value === undefined ? [] : explain(schema, value)
    if (details.length === 0) return []
    const annotations = [...schema].filter(([key]) => key === 'title' || key === 'description')
    return [new Map<string, Value>([['propertyName', propertyName], ...annotations, ['details', details]])]
  })
}

function failingPatterns(argument: Value, doc: Doc, explain: ExplainSchema): Doc[] {
  return [...asDoc(argument)].flatMap(([pattern, schema]) => {
    const regex = compileRegex(pattern, '')
    return [...doc]
      .filter(([name]) => regex.test(name))
      .map(([name, value]) => ({ name, details: explain(asDoc(schema), value) }))
      .filter(({ details }) => details.length > 0)
      .map(
        ({ name, details }): Doc =>
          new Map<string, Value>([
            ['propertyName', name],
            ['regexMatched', pattern],
            ['details', details],
          ]),
      )
  })
}

function additional(schema: Doc, argument: Value, doc: Doc, explain: ExplainSchema): [string, Value][] {
  const named = asDoc(schema.get('properties'))
  const patterns = [...asDoc(schema.get('patternProperties')).keys()].map((pattern) => compileRegex(pattern, ''))
  const names = [...doc.keys()].filter((name) => !named.has(name) && !patterns.some((regex) => regex.test(name)))
  if (!(argument instanceof Map))
    return [
      ['specifiedAs', new Map([['additionalProperties', argument]])],
      ['additionalProperties', names],
    ]
  const failing = names.find((name) => explain(argument, doc.get(name) ?? null).length > 0) ?? ''
  return [
    ['reason', 'at least one additional property did not match the subschema'],
    ['failingProperty', failing],
    ['details', explain(argument, doc.get(failing) ?? null)],
  ]
}

function failingDependencies(argument: Value, doc: Doc, explain: ExplainSchema): Doc[] {
  return [...asDoc(argument)].flatMap(([name, dependency]): Doc[] => {
    if (!doc.has(name)) return []
    const failing = dependency instanceof Map ? explain(dependency, doc) : missing(dependency, doc)
    const what = dependency instanceof Map ? 'details' : 'missingProperties'
    if (failing.length === 0) return []
    return [
      new Map<string, Value>([
        ['conditionalProperty', name],
        [what, failing],
      ]),
    ]
  })
}

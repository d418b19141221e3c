import { Int32 } from 'bson'
import { type Doc, type Value, valuesEqual } from '../values/index.ts'
import type { ExplainSchema } from './explain-schema.ts'

/** Keywords about arrays, and those made of other schemas; undefined where it is another keyword. */
export function explainArrayKeyword(
  schema: Doc,
  name: string,
  value: Value,
  explain: ExplainSchema,
): [string, Value][] | undefined {
  const argument = schema.get(name) ?? null
  const array = Array.isArray(value) ? value : []
  const specified: [string, Value] = ['specifiedAs', new Map([[name, argument]])]
  switch (name) {
    case 'minItems':
    case 'maxItems':
      return [specified, ['reason', 'array did not match specified length'], ['consideredValue', value]]
    case 'uniqueItems':
      return [
        specified,
        ['reason', 'found a duplicate item'],
        ['consideredValue', value],
        ['duplicatedValue', duplicateOf(array)],
      ]
    case 'items':
      return failingItem(array, 0, 'At least one item did not match the sub-schema', (index) =>
        asSchema(Array.isArray(argument) ? argument[index] : argument),
      )(explain)
    case 'additionalItems': {
      const items = schema.get('items')
      const from = Array.isArray(items) ? items.length : 0
      if (!(argument instanceof Map))
        return [specified, ['reason', 'found additional items'], ['additionalItems', array.slice(from)]]
      return failingItem(
        array,
        from,
        'At least one additional item did not match the sub-schema',
        () => argument,
      )(explain)
    }
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return composed(name, argument, value, explain)
    case 'not':
      return [['reason', 'child expression matched']]
    default:
      return undefined
  }
}

const asSchema = (schema: Value | undefined): Doc => (schema instanceof Map ? schema : new Map())

const duplicateOf = (array: readonly Value[]): Value =>
  array.find((element, i) => array.slice(0, i).some((other) => valuesEqual(element, other))) ?? null

const failingItem =
  (array: readonly Value[], from: number, reason: string, schemaAt: (index: number) => Doc) =>
  (explain: ExplainSchema): [string, Value][] => {
    for (let i = from; i < array.length; i++) {
      const details = explain(schemaAt(i), array[i] ?? null)
      if (details.length > 0)
        return [
          ['reason', reason],
          ['itemIndex', new Int32(i)],
          ['details', details],
        ]
    }
    return [['reason', reason]]
  }

function composed(name: string, argument: Value, value: Value, explain: ExplainSchema): [string, Value][] {
  const found = (Array.isArray(argument) ? argument : []).map((one, index) => ({
    index: new Int32(index),
    details: explain(asSchema(one), value),
  }))
  const matching = found.filter(({ details }) => details.length === 0)
  if (name === 'oneOf' && matching.length > 1)
    return [
      ['reason', 'more than one subschema matched'],
      ['matchingSchemaIndexes', matching.map(({ index }) => index)],
    ]
  const failing = found.filter(({ details }) => details.length > 0)
  return [
    [
      'schemasNotSatisfied',
      failing.map(
        ({ index, details }): Doc =>
          new Map<string, Value>([
            ['index', index],
            ['details', details],
          ]),
      ),
    ],
  ]
}

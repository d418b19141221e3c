import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { isNumber, toDouble, type Value } from '../values/index.ts'
import { checkKnown, Fields } from './arguments.ts'

/** create's clusteredIndex, with its defaults. Documents lie in the order they came; `_id` is found by its own index. */
export function clusteredIndex(fields: Fields): [string, Value][] {
  if (fields.value('clusteredIndex') === undefined) return []
  const given = fields.requiredDoc('clusteredIndex')
  checkKnown('create.clusteredIndex', given, ['v', 'key', 'name', 'unique'])
  const spec = new Fields('create.clusteredIndex', given)
  const key = spec.requiredDoc('key')
  const direction = key.get('_id')
  if (key.size !== 1 || direction === undefined || !isNumber(direction) || toDouble(direction) !== 1)
    throw new MongoServerFailure(
      'InvalidIndexSpecificationOption',
      "The clusteredIndex option is only supported for key: {'_id': 1}",
    )
  if (!spec.flag('unique'))
    throw new MongoServerFailure('BadValue', 'The clusteredIndex option requires unique: true to be specified')
  return [
    [
      'clusteredIndex',
      new Map<string, Value>([
        ['v', new Int32(2)],
        ['key', key],
        ['name', spec.text('name') ?? '_id_'],
        ['unique', true],
      ]),
    ],
  ]
}

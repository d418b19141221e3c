import { MongoServerFailure } from '../errors.ts'
import { typeName } from '../values/index.ts'
import type { CommandContext } from './command.ts'

/** The collection named by a command's first field, as database.collection. */
export function namespaceOfCommand(context: Pick<CommandContext, 'name' | 'database' | 'body'>): {
  name: string
  namespace: string
} {
  const name = context.body.get(context.name)
  if (typeof name !== 'string')
    throw new MongoServerFailure('InvalidNamespace', `collection name has invalid type ${typeName(name)}`)
  if (name === '' || context.database === '')
    throw new MongoServerFailure('InvalidNamespace', `Invalid namespace specified '${context.database}.${name}'`)
  return { name, namespace: `${context.database}.${name}` }
}

import { MongoServerFailure } from '../errors.ts'
import { readSettings } from '../store/collection-settings.ts'
import { createCollection, refuseSystemName } from '../store/definitions.ts'
import { checkValidation } from '../validation/index.ts'
import { type Doc, parseCollation, valuesEqual } from '../values/index.ts'
import { checkView, listView } from '../views/index.ts'
import { Fields } from './arguments.ts'
import { clusteredIndex } from './clustered-index.ts'
import type { Command, CommandContext } from './command.ts'
import { namespaceOfCommand } from './namespace.ts'
import { timeSeries } from './time-series.ts'

const REFUSED = ['capped', 'size', 'max', 'encryptedFields']
const KEPT = ['validator', 'validationLevel', 'validationAction', 'collation', 'viewOn', 'pipeline']

/** https://www.mongodb.com/docs/manual/reference/command/create/ */
export const create: Command = {
  name: 'create',
  fields: [
    ...REFUSED,
    ...KEPT,
    'timeseries',
    'expireAfterSeconds',
    'clusteredIndex',
    'changeStreamPreAndPostImages',
    'autoIndexId',
    'idIndex',
    'storageEngine',
    'indexOptionDefaults',
  ],
  inTransaction: true,
  async run(context) {
    const { name, namespace } = namespaceOfCommand(context)
    refuseSystemName(context.database, name)
    const options = parseOptions(context)
    if (context.transaction && (options.has('viewOn') || options.has('timeseries')))
      throw new MongoServerFailure(
        'OperationNotSupportedInTransaction',
        `Cannot create a view or a time-series collection in a multi-document transaction: ${namespace}`,
      )
    await context.writer.statement((statement) => {
      const existing = statement.catalog.get(namespace)
      if (existing && !context.transaction && valuesEqual(existing.options, options)) return
      if (existing) throw new MongoServerFailure('NamespaceExists', `Collection ${namespace} already exists.`)
      const { view } = readSettings(options)
      if (view) checkView(statement.catalog, context.database, name, view)
      const created = createCollection(statement, context.database, name, options)
      if (view) listView(statement, created)
    })
    await context.writer.settle()
    return {}
  },
}

/** What of the command is kept with the collection, in the form listCollections shows. */
function parseOptions(context: CommandContext): Doc {
  const fields = new Fields('create', context.body)
  for (const option of REFUSED)
    if (fields.value(option) !== undefined && fields.value(option) !== false)
      throw new MongoServerFailure('NotImplemented', `create with ${option} is not implemented by this database`)
  for (const name of ['validator', 'collation', 'storageEngine', 'indexOptionDefaults', 'idIndex']) fields.doc(name)
  fields.docs('pipeline')
  const options: Doc = new Map()
  for (const name of KEPT) {
    const value = fields.value(name)
    if (value !== undefined && value !== null) options.set(name, value)
  }
  if (!parseCollation(fields.doc('collation'))) options.delete('collation')
  checkValidation(context.database, options)
  const images = parseImages(fields.doc('changeStreamPreAndPostImages'))
  if (images) options.set('changeStreamPreAndPostImages', images)
  for (const [option, value] of [...clusteredIndex(fields), ...timeSeries(fields)]) options.set(option, value)
  checkViewOptions(fields, options)
  return options
}

/** The option of create and collMod; a collection shows it only where it is on. */
export function parseImages(given: Doc | undefined): Doc | undefined {
  if (!given) return undefined
  const enabled = given.get('enabled')
  if (given.size === 1 && typeof enabled === 'boolean') return enabled ? given : undefined
  throw new MongoServerFailure(
    'TypeMismatch',
    "BSON field 'changeStreamPreAndPostImages.enabled' is missing or not of type 'bool'",
  )
}

function checkViewOptions(fields: Fields, options: Doc): void {
  const on = fields.text('viewOn')
  if (on === undefined) {
    if (options.has('pipeline'))
      throw new MongoServerFailure('InvalidOptions', "'pipeline' cannot be specified without 'viewOn'")
    return
  }
  if (on === '') throw new MongoServerFailure('InvalidOptions', "'viewOn' cannot be empty")
  if (!options.has('pipeline')) options.set('pipeline', [])
  const known = ['viewOn', 'pipeline', 'collation']
  const other = [...options.keys()].find((name) => !known.includes(name))
  if (other !== undefined)
    throw new MongoServerFailure('InvalidOptions', `'viewOn' and '${other}' cannot both be specified`)
}

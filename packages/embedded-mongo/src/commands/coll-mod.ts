import { MongoServerFailure } from '../errors.ts'
import { type Collection, writableCollection } from '../store/catalog.ts'
import { readSettings } from '../store/collection-settings.ts'
import { changeOptions } from '../store/definitions.ts'
import type { Statement } from '../store/statement.ts'
import { checkValidation } from '../validation/index.ts'
import type { Doc, Value } from '../values/index.ts'
import { checkView, listView, unlistView } from '../views/index.ts'
import { Fields } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { parseImages } from './create.ts'
import { modifyIndex } from './modify-index.ts'
import { namespaceOfCommand } from './namespace.ts'

const VALIDATION = ['validator', 'validationLevel', 'validationAction']

/** https://www.mongodb.com/docs/manual/reference/command/collMod/ */
export const collMod: Command = {
  name: 'collMod',
  fields: ['index', ...VALIDATION, 'changeStreamPreAndPostImages', 'viewOn', 'pipeline', 'dryRun'],
  async run(context) {
    const { namespace } = namespaceOfCommand(context)
    const fields = new Fields('collMod', context.body)
    const isViewChange = fields.value('viewOn') !== undefined || fields.value('pipeline') !== undefined
    await context.writer.statement((statement) => {
      const collection = isViewChange
        ? statement.catalog.get(namespace)
        : writableCollection(statement.catalog, namespace)
      if (!collection) throw new MongoServerFailure('NamespaceNotFound', `ns does not exist: ${namespace}`)
      if (isViewChange) changeView(statement, collection, fields)
      else changeRules(context, statement, collection, fields)
    })
    const change = fields.doc('index')
    const answer: [string, Value][] = change ? await modifyIndex(context, namespace, change) : []
    await context.writer.settle()
    return { fields: answer }
  },
}

function changeRules(context: CommandContext, statement: Statement, collection: Collection, fields: Fields): void {
  const options = new Map(collection.options)
  for (const name of VALIDATION) {
    const value = fields.value(name)
    if (value !== undefined) options.set(name, value)
  }
  fields.doc('validator')
  checkValidation(context.database, options)
  setImages(options, fields)
  if (VALIDATION.some((name) => fields.value(name) !== undefined) || fields.value('changeStreamPreAndPostImages'))
    changeOptions(statement, collection, options)
}

function setImages(options: Doc, fields: Fields): void {
  const given = fields.doc('changeStreamPreAndPostImages')
  if (!given) return
  const images = parseImages(given)
  if (images) options.set('changeStreamPreAndPostImages', images)
  else options.delete('changeStreamPreAndPostImages')
}

function changeView(statement: Statement, collection: Collection, fields: Fields): void {
  if (!collection.settings.view)
    throw new MongoServerFailure('InvalidOptions', "'viewOn' and 'pipeline' can only be changed on a view")
  const options: Doc = new Map(collection.options)
  options.set('viewOn', fields.text('viewOn') ?? options.get('viewOn') ?? '')
  options.set('pipeline', fields.docs('pipeline') ?? options.get('pipeline') ?? [])
  const { view } = readSettings(options)
  if (!view) return
  checkView(statement.catalog, collection.database, collection.name, view)
  unlistView(statement, collection)
  changeOptions(statement, collection, options)
  listView(statement, { ...collection, options })
}

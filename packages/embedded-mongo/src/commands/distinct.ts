import { MongoServerFailure } from '../errors.ts'
import { compileFilter, topLevelField } from '../match/index.ts'
import { addExamined } from '../operations/operations.ts'
import { PASSED, planQuery, ReadSource, Scan } from '../plan/index.ts'
import { patternKeys } from '../store/index-keys.ts'
import { type Doc, UNDEFINED, type Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { Command } from './command.ts'
import { effectiveCollation, findTarget } from './effective-collation.ts'
import { namespaceOfCommand } from './namespace.ts'
import { readView } from './query-view.ts'

/** https://www.mongodb.com/docs/manual/reference/command/distinct/ */
export const distinct: Command = {
  name: 'distinct',
  fields: ['key', 'query', 'collation', 'hint'],
  inTransaction: true,
  readsSnapshots: true,
  async run(context) {
    const { name, namespace } = namespaceOfCommand(context)
    const fields = new Fields('distinct', context.body)
    const path = fields.requiredText('key')
    if (path.includes('\0')) throw new MongoServerFailure('BadValue', 'Key field cannot contain an embedded null byte')
    const filter = fields.doc('query') ?? new Map()
    const target = findTarget(context, namespace)
    const collation = effectiveCollation(fields.doc('collation'), target)
    const compiled = compileFilter(filter, { collation })
    const source = new ReadSource(() => context.open())
    const values = new Map<string, Value>()
    const add = (doc: Doc) => {
      for (const { key, values: found } of patternKeys([[path, 1]], doc, collation, true).keys) {
        const [value = null] = found
        if (value !== UNDEFINED && !values.has(key)) values.set(key, value)
      }
    }
    try {
      if (target?.settings.view) {
        for await (const doc of readView(context, name, [new Map([['$match', filter]])])) add(doc)
        return { fields: [['values', sorted(values)]] }
      }
      const collection = source.catalog.get(namespace)
      if (!collection) return { fields: [['values', []]] }
      const plan = planQuery({ filter, indexes: collection.indexes, collation, hint: fields.hint() })
      const scan = new Scan(source, collection, plan.access, compiled, [topLevelField(path)])
      for (let step = scan.step(); step !== undefined; step = scan.step()) {
        if (step !== PASSED) add(step.doc)
        if (context.pacer.isDue()) await context.pacer.rest()
      }
    } finally {
      source.pause()
      addExamined(context.operation, source.takeExamined())
    }
    return { fields: [['values', sorted(values)]] }
  },
}

const sorted = (values: ReadonlyMap<string, Value>): Value[] =>
  [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)

import { MongoServerFailure } from '../errors.ts'
import { compileFilter, topLevelField } from '../match/index.ts'
import { addExamined } from '../operations/operations.ts'
import { PASSED, planQuery, ReadSource, Scan } from '../plan/index.ts'
import { patternKeys } from '../store/index-keys.ts'
import { parseCollation, UNDEFINED, type Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { Command } from './command.ts'
import { namespaceOfCommand } from './namespace.ts'

/** https://www.mongodb.com/docs/manual/reference/command/distinct/ */
export const distinct: Command = {
  name: 'distinct',
  fields: ['key', 'query', 'collation', 'hint'],
  inTransaction: true,
  readsSnapshots: true,
  async run(context) {
    const { namespace } = namespaceOfCommand(context)
    const fields = new Fields('distinct', context.body)
    const path = fields.requiredText('key')
    if (path.includes('\0')) throw new MongoServerFailure('BadValue', 'Key field cannot contain an embedded null byte')
    const filter = fields.doc('query') ?? new Map()
    const collation = parseCollation(fields.doc('collation'))
    const compiled = compileFilter(filter, { collation })
    const source = new ReadSource(() => context.open())
    const values = new Map<string, Value>()
    try {
      const collection = source.catalog.get(namespace)
      if (!collection) return { fields: [['values', []]] }
      const plan = planQuery({ filter, indexes: collection.indexes, collation, hint: fields.hint() })
      const scan = new Scan(source, collection, plan.access, compiled, [topLevelField(path)])
      for (let step = scan.step(); step !== undefined; step = scan.step()) {
        if (step !== PASSED)
          for (const { key, values: found } of patternKeys([[path, 1]], step.doc, collation, true).keys) {
            const [value = null] = found
            if (value !== UNDEFINED && !values.has(key)) values.set(key, value)
          }
        if (context.pacer.isDue()) await context.pacer.rest()
      }
    } finally {
      source.pause()
      addExamined(context.operation, source.takeExamined())
    }
    const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
    return { fields: [['values', sorted]] }
  },
}

import { compileFilter } from '../match/index.ts'
import { addExamined } from '../operations/operations.ts'
import { PASSED, planQuery, ReadSource, Scan } from '../plan/index.ts'
import { readCount } from '../store/counts.ts'
import { Fields, count as number } from './arguments.ts'
import type { Command } from './command.ts'
import { effectiveCollation, findTarget } from './effective-collation.ts'
import { namespaceOfCommand } from './namespace.ts'
import { countView } from './query-view.ts'

/** https://www.mongodb.com/docs/manual/reference/command/count/ */
export const count: Command = {
  name: 'count',
  fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'],
  async run(context) {
    const { name, namespace } = namespaceOfCommand(context)
    const fields = new Fields('count', context.body)
    const filter = fields.doc('query') ?? new Map()
    const skip = fields.size('skip') ?? 0
    const limit = Math.abs(fields.number('limit') ?? 0) || Number.POSITIVE_INFINITY
    const target = findTarget(context, namespace)
    if (target?.settings.view)
      return { fields: [['n', number(await countView(context, name, { filter, skip, limit }))]] }
    const collation = effectiveCollation(fields.doc('collation'), target)
    const compiled = compileFilter(filter, { collation })
    const source = new ReadSource(() => context.open())
    try {
      const collection = source.catalog.get(namespace)
      if (!collection) return { fields: [['n', number(0)]] }
      if (filter.size === 0) {
        const { documents } = readCount(source.reader, collection.id)
        return { fields: [['n', number(Math.min(Math.max(documents - skip, 0), limit))]] }
      }
      const plan = planQuery({ filter, indexes: collection.indexes, collation, hint: fields.hint() })
      const scan = new Scan(source, collection, plan.access, compiled, [])
      let found = 0
      for (let step = scan.step(); step !== undefined && found < skip + limit; step = scan.step()) {
        if (step !== PASSED) found += 1
        if (context.pacer.isDue()) await context.pacer.rest()
      }
      return { fields: [['n', number(Math.max(found - skip, 0))]] }
    } finally {
      source.pause()
      addExamined(context.operation, source.takeExamined())
    }
  },
}

import { MongoServerFailure } from '../errors.ts'
import { checkKnown, Fields } from './arguments.ts'
import type { CommandContext } from './command.ts'

const LEVELS = ['local', 'available', 'majority', 'linearizable', 'snapshot']

/** One node that shows only what is durable: every level but snapshot across commands is met already. */
export function checkReadConcern(context: CommandContext): void {
  const concern = new Fields(context.name, context.body).doc('readConcern')
  if (!concern) return
  checkKnown('readConcern', concern, ['level', 'afterClusterTime', 'atClusterTime', 'provenance'])
  const level = new Fields('readConcern', concern).text('level')
  if (level !== undefined && !LEVELS.includes(level))
    throw new MongoServerFailure(
      'BadValue',
      `Enumeration value '${level}' for field 'readConcern.level' is not a valid value.`,
    )
  if (concern.has('atClusterTime'))
    throw new MongoServerFailure('InvalidOptions', 'readConcern atClusterTime is not implemented')
}

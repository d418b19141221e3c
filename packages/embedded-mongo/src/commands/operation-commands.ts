import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import type { Doc } from '../values/index.ts'
import { Fields, isGenericField } from './arguments.ts'
import type { Command } from './command.ts'
import { listOperations } from './current-operations.ts'

/** https://www.mongodb.com/docs/manual/reference/command/currentOp/ ; further fields are conditions on what is listed. */
export const currentOp: Command = {
  name: 'currentOp',
  fields: undefined,
  isAdminOnly: true,
  run(context) {
    const fields = new Fields('currentOp', context.body)
    const conditions: Doc = new Map(
      [...context.body].slice(1).filter(([name]) => !isGenericField(name) && name !== '$all' && name !== '$ownOps'),
    )
    const filter = compileFilter(conditions)
    const { user } = context.client
    const isOwn = (operation: Doc) => {
      const [first] = [operation.get('effectiveUsers')].flat()
      return first instanceof Map && first.get('user') === user?.name && first.get('db') === user?.database
    }
    const isAll = fields.flag('$all')
    const inProgress = listOperations(context, { hasIdleSessions: true, hasIdleCursors: isAll })
      .filter((operation) => filter.matches(operation))
      .filter((operation) => !fields.flag('$ownOps') || isOwn(operation))
    return { fields: [['inprog', inProgress]] }
  },
}

/** https://www.mongodb.com/docs/manual/reference/command/killOp/ : ends the operation at its next rest, a few milliseconds away. */
export const killOp: Command = {
  name: 'killOp',
  fields: ['op'],
  isAdminOnly: true,
  run({ server, body }) {
    const id = new Fields('killOp', body).number('op')
    if (id === undefined) throw new MongoServerFailure('NoSuchKey', 'Did not provide "op" field')
    server.operations.kill(id)
    return { fields: [['info', 'attempting to kill op']] }
  },
}

/**
 * https://www.mongodb.com/docs/manual/reference/command/profile/ : only its slowms, of the slow-operation log; there is no
 * system.profile.
 */
export const profile: Command = {
  name: 'profile',
  fields: ['slowms'],
  run({ server, body }) {
    const fields = new Fields('profile', body)
    const level = fields.number('profile')
    if (level !== 0 && level !== -1)
      throw new MongoServerFailure(
        'NotImplemented',
        'there is no system.profile; slow operations are logged, and {profile: 0, slowms: <milliseconds>} says which',
      )
    const was = server.parameters.slowMs
    server.parameters.slowMs = fields.size('slowms') ?? was
    return {
      fields: [
        ['was', new Int32(0)],
        ['slowms', new Int32(was)],
        ['sampleRate', 1],
      ],
    }
  },
}

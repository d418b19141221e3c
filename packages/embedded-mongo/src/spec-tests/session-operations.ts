import type { ClientSession } from 'mongodb'
import type { Operation } from './operations.ts'
import { asList, type Fields } from './spec-file.ts'

const timeout = ({ timeoutMS }: Fields): { timeoutMS?: number } => (typeof timeoutMS === 'number' ? { timeoutMS } : {})

/** Operations on sessions. */
export const sessionOperations: Readonly<Record<string, Operation<ClientSession>>> = {
  startTransaction: (session, { options }) => {
    session.startTransaction({ ...options })
  },
  commitTransaction: async (session, { args }) => {
    await session.commitTransaction(timeout(args))
  },
  abortTransaction: async (session, { args }) => {
    await session.abortTransaction(timeout(args))
  },
  endSession: async (session) => {
    await session.endSession()
  },
  getSnapshotTime: (session) => Reflect.get(session, 'snapshotTime'),
  withTransaction: async (session, { args, options, run }) => {
    const { callback, ...transactionOptions } = options
    await session.withTransaction(
      async () => {
        for (const operation of asList(callback ?? args.callback)) await run(operation)
      },
      { ...transactionOptions },
    )
  },
}

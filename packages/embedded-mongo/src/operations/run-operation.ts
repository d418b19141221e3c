import type { Server } from '../commands/server.ts'
import { operationKind } from './counters.ts'
import type { Operation, Operations } from './operations.ts'
import { describeSlowOperation, isWaiting } from './slow-operation.ts'

type Started = Parameters<Operations['begin']>[0]

/** Runs a command as an operation that can be seen and ended, and logs it where it took long. */
export async function runOperation<T>(
  { operations, counters, parameters, logger }: Pick<Server, 'operations' | 'counters' | 'parameters' | 'logger'>,
  started: Started,
  run: (operation: Operation) => Promise<T>,
): Promise<T> {
  counters.operations[operationKind(started.name)] += 1
  const operation = operations.begin(started)
  let failure: unknown
  try {
    return await run(operation)
  } catch (error) {
    failure = error
    throw error
  } finally {
    operations.end(operation)
    const ms = performance.now() - operation.since
    if (ms >= parameters.slowMs && !isWaiting(operation)) {
      counters.slowOperations += 1
      logger.info(describeSlowOperation(operation, ms, failure))
    }
  }
}

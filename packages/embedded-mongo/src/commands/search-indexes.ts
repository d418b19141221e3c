import { MongoServerFailure } from '../errors.ts'
import type { Command } from './command.ts'

/** Search indexes exist on Atlas only; a server without says so with this code. */
export function refuseSearch(name = '$listSearchIndexes'): never {
  throw new MongoServerFailure(
    31082,
    `${name}: using Atlas Search Database Commands and the $listSearchIndexes aggregation stage requires additional configuration, which this database does not have.`,
  )
}

export const searchIndexCommands: readonly Command[] = [
  'createSearchIndexes',
  'updateSearchIndex',
  'dropSearchIndex',
].map((name) => ({ name, fields: undefined, run: () => refuseSearch(name) }))

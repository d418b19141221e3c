import { aggregate } from './aggregate.ts'
import { backup } from './backup-command.ts'
import { collMod } from './coll-mod.ts'
import { drop, dropDatabase, listCollections, listDatabases, rename } from './collections.ts'
import type { Command } from './command.ts'
import { count } from './count.ts'
import { create } from './create.ts'
import { remove } from './delete.ts'
import { distinct } from './distinct.ts'
import { explain } from './explain.ts'
import { configureFailPoint } from './fail-points.ts'
import { find } from './find.ts'
import { findAndModify } from './find-and-modify.ts'
import { getMore, killCursors } from './get-more.ts'
import { createIndexes, dropIndexes, listIndexes } from './indexes.ts'
import {
  buildInfo,
  collStats,
  connectionStatus,
  dbStats,
  getParameter,
  hello,
  hostInfo,
  isMaster,
  ping,
  setParameter,
  whatsmyuri,
} from './info.ts'
import { insert } from './insert.ts'
import { currentOp, killOp, profile } from './operation-commands.ts'
import { logout, saslContinue, saslStart } from './sasl-commands.ts'
import { searchIndexCommands } from './search-indexes.ts'
import { serverStatus } from './server-status.ts'
import {
  abortTransaction,
  commitTransaction,
  endSessions,
  killAllSessions,
  killSessions,
  refreshSessions,
  startSession,
} from './session-commands.ts'
import { update } from './update.ts'
import { createUser, dropUser, updateUser, usersInfo } from './user-commands.ts'
import { validate } from './validate.ts'

/** Every command there is. */
export const COMMANDS: readonly Command[] = [
  abortTransaction,
  aggregate,
  backup,
  buildInfo,
  collMod,
  collStats,
  commitTransaction,
  connectionStatus,
  count,
  create,
  createIndexes,
  createUser,
  currentOp,
  dbStats,
  distinct,
  drop,
  dropDatabase,
  dropIndexes,
  dropUser,
  endSessions,
  explain,
  find,
  findAndModify,
  getMore,
  getParameter,
  hello,
  hostInfo,
  insert,
  isMaster,
  killAllSessions,
  killCursors,
  killOp,
  killSessions,
  listCollections,
  listDatabases,
  listIndexes,
  logout,
  ping,
  profile,
  refreshSessions,
  remove,
  rename,
  saslContinue,
  saslStart,
  serverStatus,
  setParameter,
  startSession,
  update,
  updateUser,
  usersInfo,
  validate,
  whatsmyuri,
  ...searchIndexCommands,
]

const TEST_COMMANDS: readonly Command[] = [configureFailPoint]

const byName = (commands: readonly Command[]): Map<string, Command> =>
  new Map(commands.flatMap((command) => [command.name, ...(command.aliases ?? [])].map((name) => [name, command])))

const ordinary = byName(COMMANDS)
const withTests = byName([...COMMANDS, ...TEST_COMMANDS])

export const findCommand = (name: string, testCommands: boolean): Command | undefined =>
  (testCommands ? withTests : ordinary).get(name)

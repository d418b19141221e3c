import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createConnectors } from '@parley/connectors'
import { environmentKeySource, fileKeySource, loadKeyRing } from '@parley/db'
import {
  createConnectionStore,
  createErasureLog,
  createUserEvents,
  type ReplayedErasures,
  replayErasures,
} from '@parley/services'
import { CommandError } from './command-error.ts'
import type { DatabaseEnv } from './env.ts'
import { createLog } from './log.ts'

function keySourceOf({ dataDir }: DatabaseEnv) {
  const given = process.env.ENCRYPTION_KEYS?.trim()
  if (given) return environmentKeySource(given)
  const path = join(dataDir, 'encryption-keys')
  if (existsSync(path)) return fileKeySource(path)
  throw new CommandError(
    'People were erased from this installation, and only with its keys can it be told who: set ENCRYPTION_KEYS, or put encryption-keys into DATA_DIR.',
  )
}

/**
 * What erases in a restored database what DATA_DIR/erasures.log says was erased before and is there again; null where nothing ever was. Platforms are
 * told by the server's job later. Throws CommandError where the keys the log is signed with are not at hand.
 */
export async function eraserOf(env: DatabaseEnv): Promise<(() => Promise<ReplayedErasures>) | null> {
  const path = join(env.dataDir, 'erasures.log')
  if (!existsSync(path)) return null
  const keys = await loadKeyRing(keySourceOf(env))
  const log = createLog({ level: 'error', secrets: [] })
  const now = () => new Date()
  const store = createConnectionStore({ keys, events: createUserEvents(randomUUID()) })
  const connectors = createConnectors({ setups: {}, store, now })
  const ctx = { now, log, keys, connectors, erasures: createErasureLog(path) }
  return () => replayErasures({ ctx })
}

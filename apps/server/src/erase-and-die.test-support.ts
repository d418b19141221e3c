import { createConnectors } from '@parley/connectors'
import { connectDatabase, createKeyRing, databaseHandle, disconnectDatabase, parseMasterKeys } from '@parley/db'
import { createConnectionStore, createErasureLog, createUserEvents, eraseAccount } from '@parley/services'
import { z } from 'zod'
import { createLog } from './log.ts'

/**
 * Test-only: a process that erases the account of `actor` in a database and ends by SIGKILL at moment `dieAt` of its talk with it, where each
 * command that is sent and each answer that arrives is a moment. Prints how many there were when it got to its end.
 */
const orderContract = z.object({
  databaseUri: z.string(),
  databaseName: z.string(),
  masterKey: z.string(),
  erasuresLog: z.string(),
  now: z.coerce.date(),
  dieAt: z.int().nullable(),
  actor: z.object({
    userId: z.string(),
    organizationId: z.string(),
    role: z.enum(['owner', 'admin', 'member', 'viewer']),
    sessionId: z.string(),
  }),
})

const order = orderContract.parse(JSON.parse(process.env.ERASE_AND_DIE ?? ''))
const uri = new URL(order.databaseUri)
uri.searchParams.set('monitorCommands', 'true')
await connectDatabase(uri.href, { databaseName: order.databaseName })

let moments = 0
const pass = () => {
  moments += 1
  if (moments === order.dieAt) process.kill(process.pid, 'SIGKILL')
}
databaseHandle().client.on('commandStarted', pass).on('commandSucceeded', pass)

const keys = createKeyRing(parseMasterKeys(order.masterKey))
const now = () => order.now
const connectors = createConnectors({
  setups: {},
  store: createConnectionStore({ keys, events: createUserEvents('erase-and-die') }),
  now,
})
const log = createLog({ level: 'error', secrets: [] })
const erasures = createErasureLog(order.erasuresLog)
await eraseAccount({ ctx: { actor: order.actor, now, log, keys, connectors, erasures } })
process.stdout.write(`${moments}\n`)
await disconnectDatabase()

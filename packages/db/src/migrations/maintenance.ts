import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { ClientSession } from 'mongoose'
import { MaintenanceLease, type MaintenanceLeaseRecord } from '../models/maintenance-lease.ts'
import { MigrationError } from './migration-error.ts'

const LEASE_MS = 30_000
const HEARTBEAT_MS = 5_000
const _id = 'maintenance'

/** What a restore that was killed leaves behind it. */
const HALF_RESTORED =
  'A restore of this database did not come to its end, so some of it is from the backup and some is not. ' +
  'Run `pnpm restore FILE --replace` again; nothing else can be done with it.'

/** Another process migrates or restores the database just now. */
export class MaintenanceBusyError extends MigrationError {}

type Task = MaintenanceLeaseRecord['task']

/** The right to change a whole database, held by one process at a time. */
export interface Maintenance {
  /**
   * Throws when the lease was lost. In a transaction it writes to the lease, so that a transaction of a process that was taken for dead
   * cannot be committed.
   */
  check(session?: ClientSession): Promise<void>
  /** From here on, until the end, the database is in pieces. */
  markReplacing(): Promise<void>
}

/** The lease of a database as it stands; null where none was ever held, or the last one ended well. */
export function findMaintenance(): Promise<MaintenanceLeaseRecord | null> {
  return MaintenanceLease.findById(_id).lean<MaintenanceLeaseRecord>().exec()
}

/** Throws where nothing may serve the database: MaintenanceBusyError while somebody works on it, MigrationError when it is in pieces. */
export async function checkNoMaintenance(): Promise<void> {
  const lease = await findMaintenance()
  if (!lease) return
  if (lease.leaseExpiresAt > new Date()) throw new MaintenanceBusyError(busy(lease))
  if (lease.isReplacing) throw new MigrationError(HALF_RESTORED)
}

function busy(holder: MaintenanceLeaseRecord | null): string {
  const since = holder ? ` (${holder.ownerId}, since ${holder.startedAt.toISOString()})` : ''
  return (
    `Another process${since} is at work on this database: ${holder?.task ?? 'maintenance'}. ` +
    `Wait until it has ended; if it was killed, try again in ${LEASE_MS / 1000} s.`
  )
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11_000
}

/** Takes the lease nobody holds. Of a database in pieces only a restore may take it. */
async function take(task: Task, ownerId: string): Promise<void> {
  const now = new Date()
  const leaseExpiresAt = new Date(now.getTime() + LEASE_MS)
  try {
    await MaintenanceLease.updateOne(
      { _id, leaseExpiresAt: { $lte: now }, ...(task === 'migrate' && { isReplacing: false }) },
      { $set: { task, ownerId, leaseExpiresAt, startedAt: now } },
      { upsert: true },
    )
  } catch (error) {
    if (!isDuplicate(error)) throw error
    const holder = await findMaintenance()
    if (holder?.isReplacing && holder.leaseExpiresAt <= now) throw new MigrationError(HALF_RESTORED)
    throw new MaintenanceBusyError(busy(holder))
  }
}

async function giveUp(ownerId: string): Promise<void> {
  await MaintenanceLease.deleteOne({ _id, ownerId, isReplacing: false })
  await MaintenanceLease.updateOne({ _id, ownerId }, { $set: { leaseExpiresAt: new Date(0) } })
}

/**
 * Does `work` while holding the database's lease, then gives it back. Where it failed in the middle of replacing, the lease stays,
 * expired, so that the next one who looks knows. Throws MigrationError when another process holds it.
 */
export async function withMaintenance<Result>(
  task: Task,
  work: (maintenance: Maintenance) => Promise<Result>,
): Promise<Result> {
  const ownerId = `${hostname()}:${process.pid}:${randomUUID()}`
  // Transactions write to it, and they make no collections.
  await MaintenanceLease.createCollection()
  await take(task, ownerId)
  const extend = async (change: Partial<MaintenanceLeaseRecord>, session?: ClientSession) => {
    const { matchedCount } = await MaintenanceLease.updateOne(
      { _id, ownerId },
      { $set: change },
      { ...(session && { session }) },
    )
    if (matchedCount === 0)
      throw new MigrationError(
        'Another process took this database over, as this one was slow to answer. Nothing was lost.',
      )
  }
  const inLeaseTime = () => ({ leaseExpiresAt: new Date(Date.now() + LEASE_MS) })
  // A beat that fails is made up for by the next; a lease that is lost is noticed by the next check.
  const heartbeat = setInterval(() => void extend(inLeaseTime()).catch(() => undefined), HEARTBEAT_MS)
  try {
    const result = await work({
      check: (session) => extend(inLeaseTime(), session),
      markReplacing: () => extend({ isReplacing: true }),
    })
    await MaintenanceLease.deleteOne({ _id, ownerId })
    return result
  } catch (error) {
    // Whatever keeps this from being written, the lease runs out by itself.
    await giveUp(ownerId).catch(() => undefined)
    throw error
  } finally {
    clearInterval(heartbeat)
  }
}

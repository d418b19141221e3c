import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import {
  createKeyRing,
  databaseHandle,
  Erasure,
  generateMasterKeyEntry,
  parseMasterKeys,
  UsageRecord,
} from '@parley/db'
import { createErasureLog, eraseAccount, resumeErasures } from '@parley/services'
import {
  createTestAccount,
  emptyDatabase,
  findTexts,
  startTestWorld,
  type TestAccount,
  type TestWorld,
} from '@parley/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

/** `pnpm test:soak erasure` runs the full count. */
const KILLS = process.env.PARLEY_SOAK ? 40 : 2

const CHILD = fileURLToPath(new URL('./erase-and-die.test-support.ts', import.meta.url))
const masterKey = generateMasterKeyEntry('test')
// Far ahead, so that the database's own expiry takes nothing away meanwhile.
const AT = new Date('2046-06-01T12:00:00Z')
/** When the lease of a run that died at AT is over. */
const LATER = new Date('2046-06-01T12:02:00Z')

let folder: string
let world: TestWorld
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-erasure-kill-'))
  world = await startTestWorld({ now: () => LATER, keys: createKeyRing(parseMasterKeys(masterKey)) })
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})

/** Another process erases the account, and is killed at that moment; without one it prints how many moments there are. */
async function eraseElsewhere({ owner }: TestAccount, erasuresLog: string, dieAt: number | null) {
  const { databaseName } = databaseHandle().db
  const databaseUri = inject('databaseUri')
  const order = { databaseUri, databaseName, masterKey, erasuresLog, now: AT, dieAt, actor: owner }
  const env = { ...process.env, ERASE_AND_DIE: JSON.stringify(order) }
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [printed, errors] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.exitCode ?? child.signalCode ?? once(child, 'exit'),
  ])
  return { moments: Number(printed), signal: child.signalCode, errors }
}

async function totals() {
  const [sum] = await UsageRecord.aggregate<{ costMicros: number; inputTokens: number; records: number }>([
    {
      $group: {
        _id: null,
        costMicros: { $sum: '$costMicros' },
        inputTokens: { $sum: '$inputTokens' },
        records: { $sum: 1 },
      },
    },
  ])
  return sum
}

/** The same for the same number. */
const hashOf = (number: number) => createHash('sha256').update(String(number)).digest().readUInt32BE()

const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '')

test(
  `an erasure killed with −9, ${KILLS} times, is finished by the next run, once`,
  async () => {
    await emptyDatabase()
    const clean = await eraseElsewhere(await createTestAccount(), join(folder, 'clean.log'), null)
    expect(clean.errors).toBe('')
    expect(clean.moments).toBeGreaterThan(100)
    const counts = (await Erasure.findOne().lean())?.receipt.counts
    // The first dies between the line in the log and the note that it is there.
    for (let kill = 0; kill < KILLS; kill += 1) {
      const dieAt = kill === 0 ? clean.moments - 1 : 1 + (hashOf(kill) % clean.moments)
      const point = `killed at ${dieAt} of ${clean.moments}`
      await emptyDatabase()
      const account = await createTestAccount()
      const before = await totals()
      const log = join(folder, `${kill}.log`)
      expect((await eraseElsewhere(account, log, dieAt)).signal, point).toBe('SIGKILL')

      const ctx = world.contextOf(account.owner, { erasures: createErasureLog(log) })
      if ((await Erasure.countDocuments()) === 0) await eraseAccount({ ctx })
      await resumeErasures({ ctx, signal: new AbortController().signal })

      const identifiers = [account.owner.userId, account.email, account.name]
      // An address that only ends like theirs is another's.
      expect(await findTexts(identifiers), point).toEqual([`conversations: ${account.email}`])
      expect(await totals(), point).toEqual(before)
      const erasures = await Erasure.find().lean()
      expect(erasures, point).toMatchObject([{ state: 'completed', receipt: { counts } }])
      expect(await linesOf(log), point).toEqual([JSON.stringify(erasures[0]?.receipt)])
    }
  },
  60_000 + KILLS * 30_000,
)

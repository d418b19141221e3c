import { hashPassword } from '@parley/auth'
import {
  checkStoredKeys,
  createKeyRing,
  ensureBuiltInProviders,
  generateMasterKeyEntry,
  parseMasterKeys,
} from '@parley/db'
import { AppError, ensureSystemTools, seedData } from '@parley/services'
import { CommandError } from './command-error.ts'
import { readEnv } from './env.ts'
import { createLog } from './log.ts'
import { prepareDatabase } from './prepare-database.ts'
import { runCommand, say } from './run-command.ts'
import { readOrCreateSecret } from './secrets.ts'
import { closingMessage, SEED_PASSWORD, total } from './seed/closing-message.ts'
import { readSeedArguments, SEED_USAGE, type SeedArguments } from './seed/options.ts'
import { withDatabase } from './with-database.ts'

const PROGRESS_EVERY_MS = 2000

/** The keys the server opens what is sealed with: the same, from the same place. */
async function readKeys(env: { encryptionKeys?: string; dataDir: string }) {
  const { encryptionKeys, dataDir } = env
  if (encryptionKeys !== undefined) return createKeyRing(parseMasterKeys(encryptionKeys))
  const { secret } = await readOrCreateSecret(dataDir, 'encryption-keys', () => generateMasterKeyEntry('k1'))
  return createKeyRing(parseMasterKeys(secret))
}

async function seed({ scale, besideOthers }: SeedArguments, keys: Awaited<ReturnType<typeof readKeys>>) {
  await ensureBuiltInProviders()
  await ensureSystemTools()
  await checkStoredKeys(keys)
  const began = performance.now()
  let saidAt = began
  const done = await seedData({
    now: new Date(),
    scale,
    besideOthers,
    passwordHash: await hashPassword(SEED_PASSWORD),
    keys,
    onProgress({ added, kept }) {
      if (performance.now() - saidAt < PROGRESS_EVERY_MS) return
      saidAt = performance.now()
      const conversations = (added.conversations ?? 0) + (kept.conversations ?? 0)
      const records = total(added) + total(kept)
      say(`  ${conversations.toLocaleString('en-US')} conversations, ${records.toLocaleString('en-US')} records …`)
    },
  })
  return { ...done, seconds: (performance.now() - began) / 1000 }
}

await runCommand(async (databaseEnv) => {
  const given = readSeedArguments(process.argv.slice(2))
  if (!given) throw new CommandError(SEED_USAGE)
  const read = readEnv(process.env)
  if ('problems' in read) throw new CommandError(read.problems.join('\n'))
  const { env } = read
  const keys = await readKeys(env)
  say('Seeding Parley …')
  try {
    const use = { task: 'pnpm seed', isAlone: false, mayCreate: true }
    const done = await withDatabase(databaseEnv, use, async () => {
      await prepareDatabase(databaseEnv, createLog({ level: 'warn', secrets: [] }))
      return seed(given, keys)
    })
    say(closingMessage({ ...done, url: env.publicUrl ?? `http://${env.host}:${env.port}` }))
  } catch (error) {
    throw error instanceof AppError ? new CommandError(`${error.userMessage}\n${SEED_USAGE}`) : error
  }
})

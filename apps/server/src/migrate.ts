import { parseArgs } from 'node:util'
import {
  findMissingIndexes,
  isDatabaseEmpty,
  type MigrationRow,
  migrateDown,
  migrateUp,
  migrations,
  previewMigrations,
  readMigrationStatus,
} from '@parley/db'
import { backUpBefore, KEPT_BACKUPS } from './automatic-backup.ts'
import { CommandError } from './command-error.ts'
import type { DatabaseEnv } from './env.ts'
import { runCommand, say } from './run-command.ts'
import { withDatabase } from './with-database.ts'

const USAGE = 'Use: pnpm migrate status | up [--dry-run] | down'
const HALF = { applying: 'half applied', undoing: 'half undone' }

function describe({ name, state, appliedAt, changedCount, isBreaking }: MigrationRow): string {
  const kind = isBreaking ? ' (breaking)' : ''
  if (state === 'pending') return `pending       ${name}${kind}`
  if (state !== 'applied') return `${HALF[state].padEnd(13)} ${name}${kind}, ${changedCount} records so far`
  return `applied       ${name}${kind}, ${appliedAt?.toISOString() ?? ''}, ${changedCount} records changed`
}

async function showStatus(): Promise<void> {
  const { rows, problem } = await readMigrationStatus(migrations)
  for (const row of rows) say(describe(row))
  const missing = await findMissingIndexes()
  say(missing.length === 0 ? 'Every index is there.' : `Missing or differing indexes:\n  ${missing.join('\n  ')}`)
  if (problem !== null) throw new CommandError(problem)
  const isCurrent = rows.every(({ state }) => state === 'applied') && missing.length === 0
  say(isCurrent ? 'Nothing is to be done.' : 'Run `pnpm migrate up --dry-run`, then `pnpm migrate up`.')
}

async function showDryRun(): Promise<void> {
  const { pending, duplicates, invalid } = await previewMigrations()
  if (pending.length === 0) say('No migration is pending.')
  for (const { name, isBreaking, changedCount } of pending)
    say(`would apply ${name}${isBreaking ? ' (breaking)' : ''}: ${changedCount} records would change`)
  if (duplicates.length > 0)
    say(`\nThese stand in the way of an index; while they are there, nothing is applied:\n  ${duplicates.join('\n  ')}`)
  if (invalid.length > 0)
    say(
      `\nThese break a rule of this version. They stay readable; their next change may be refused:\n  ${invalid.join('\n  ')}`,
    )
  say('\nNothing was changed.')
  if (duplicates.length > 0) process.exitCode = 1
}

function backingUp(change: 'up' | 'down', env: DatabaseEnv): () => Promise<void> {
  return async () => {
    if (await isDatabaseEmpty()) return
    const { path, removed } = await backUpBefore(change, env)
    say(`Backed up and read back: ${path}`)
    if (removed.length > 0)
      say(`Removed, as the newest ${KEPT_BACKUPS} are kept:\n${removed.map((name) => `  ${name}`).join('\n')}`)
  }
}

async function up(env: DatabaseEnv): Promise<void> {
  const applied = await migrateUp({ backUp: backingUp('up', env) })
  for (const name of applied) say(`Applied ${name}`)
  say(applied.length === 0 ? 'Nothing was pending. Every index is there.' : 'Done. Start Parley again with pnpm start.')
}

async function down(env: DatabaseEnv): Promise<void> {
  const undone = await migrateDown({ backUp: backingUp('down', env) })
  say(
    undone === null
      ? 'Nothing is applied.'
      : `Undone: ${undone}. Start the version before it; this one would apply it again.`,
  )
}

await runCommand(async (env) => {
  const { values, positionals } = parseArgs({
    options: { 'dry-run': { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [verb] = positionals
  const isDry = values['dry-run']
  if (positionals.length !== 1 || (isDry && verb !== 'up')) throw new CommandError(USAGE)
  const looking = { task: 'pnpm migrate', isAlone: false, mayCreate: false }
  const changing = { ...looking, isAlone: true }
  if (verb === 'status') await withDatabase(env, looking, showStatus)
  else if (verb === 'up' && isDry) await withDatabase(env, looking, showDryRun)
  else if (verb === 'up') await withDatabase(env, changing, () => up(env))
  else if (verb === 'down') await withDatabase(env, changing, () => down(env))
  else throw new CommandError(USAGE)
})

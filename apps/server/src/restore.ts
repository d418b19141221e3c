import { parseArgs } from 'node:util'
import { restoreBackup } from '@parley/db'
import { CommandError } from './command-error.ts'
import { eraserOf } from './erase-again.ts'
import { runCommand, say } from './run-command.ts'
import { withDatabase } from './with-database.ts'

await runCommand(async (env) => {
  const { values, positionals } = parseArgs({
    options: { replace: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [path, ...others] = positionals
  if (path === undefined || others.length > 0) throw new CommandError('Use: pnpm restore FILE [--replace]')
  const eraseAgain = await eraserOf(env)
  const beforeServing = async () => {
    const replayed = await eraseAgain?.()
    if (!replayed) return
    say(`Erased again: ${replayed.erased} accounts and organizations that were erased since the backup.`)
    if (replayed.unreadable > 0)
      say(
        `  ${replayed.unreadable} lines of erasures.log cannot be trusted or read. Look at them before you serve this.`,
      )
  }
  const use = { task: 'pnpm restore', isAlone: true, mayCreate: true }
  const restore = () => restoreBackup({ path, mayReplace: values.replace, beforeServing })
  const { collections, createdAt } = await withDatabase(env, use, restore)
  const records = collections.reduce((sum, { count }) => sum + count, 0)
  say(`Restored ${records} records of ${collections.length} collections as of ${createdAt.toISOString()}.`)
  say('  Start Parley again with pnpm start, with the encryption keys of the time of the backup among its keys.')
})

import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { writeBackup } from '@parley/db'
import { CommandError } from './command-error.ts'
import { runCommand, say } from './run-command.ts'
import { withDatabase } from './with-database.ts'

await runCommand(async (env) => {
  const [path, ...others] = parseArgs({ allowPositionals: true }).positionals
  if (path === undefined || others.length > 0) throw new CommandError('Use: pnpm backup FILE')
  const use = { task: 'pnpm backup', isAlone: false, mayCreate: false }
  const { collections, createdAt } = await withDatabase(env, use, () => writeBackup({ path, now: new Date() }))
  const records = collections.reduce((sum, { count }) => sum + count, 0)
  const { size } = await stat(path)
  say(`Backed up and read back: ${path}`)
  say(`  ${records} records of ${collections.length} collections as of ${createdAt.toISOString()}, ${size} bytes`)
  say(
    '  It holds personal data, readable by whoever has the file (mode 0600). Stored tokens and keys in it stay sealed:',
  )
  say(
    env.mongodbUri === undefined
      ? `  the keys that open them are not in it. Keep ${env.dataDir}/encryption-keys and auth-secret with it, but apart.`
      : '  the keys that open them are not in it. Keep ENCRYPTION_KEYS and AUTH_SECRET with it, but apart.',
  )
  say('  To put it back: stop Parley, then pnpm restore FILE (--replace where the database is not empty).')
})

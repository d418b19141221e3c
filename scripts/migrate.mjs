import { runServerCommand, typed } from './run-server-command.mjs'

/** `pnpm migrate status | up [--dry-run] | down`: the stored records brought to this version, or back. */
await runServerCommand('migrate', typed)

import { runServerCommand, typedFiles } from './run-server-command.mjs'

/** `pnpm restore FILE [--replace]`: the database as a backup holds it. */
await runServerCommand('restore', typedFiles)

import { runServerCommand, typedFiles } from './run-server-command.mjs'

/** `pnpm backup FILE`: everything in the database, as it is at one moment, while it serves. */
await runServerCommand('backup', typedFiles)

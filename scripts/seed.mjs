import { runServerCommand, typed } from './run-server-command.mjs'

/** `pnpm seed [--scale N] [--beside-others]`: a marketing company with 90 days of conversations. Again it adds only what is missing. */
await runServerCommand('seed', typed)

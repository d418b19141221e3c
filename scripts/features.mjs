import { runServerCommand, typed } from './run-server-command.mjs'

/** `pnpm features EMAIL [flag=value …] [flag=]`: shows a person's feature flags, sets some and takes some away. */
await runServerCommand('features', typed)

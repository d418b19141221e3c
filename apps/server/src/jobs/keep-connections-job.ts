import { type Job, keepConnections } from '@parley/services'

/** Tokens of connections in use that end soon, and connections in error, every ten minutes. */
export const keepConnectionsJob: Job = { name: 'keep-connections', everyMs: 10 * 60 * 1000, run: keepConnections }

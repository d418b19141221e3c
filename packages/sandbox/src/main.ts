import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startSandboxModel } from './start-sandbox-model.ts'

/**
 * The server as a process: `main.ts [--port N] [--first-token-delay-ms N] [--characters-per-second N]`, or the environment variables of
 * the same meaning. Prints its url; with an IPC channel it sends `{ type: 'ready', port, url }`, and exits when the channel closes.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'first-token-delay-ms': { type: 'string' },
    'characters-per-second': { type: 'string' },
  },
})
const { env } = process
const amount = z.coerce.number().min(0).optional()
const settings = z
  .object({
    port: z.coerce.number().int().min(0).max(65_535).optional(),
    firstTokenDelayMs: amount,
    charactersPerSecond: amount,
    apiKey: z.string().min(1).optional(),
  })
  .parse({
    port: values.port ?? env.SANDBOX_MODEL_PORT,
    firstTokenDelayMs: values['first-token-delay-ms'] ?? env.SANDBOX_MODEL_FIRST_TOKEN_DELAY_MS,
    charactersPerSecond: values['characters-per-second'] ?? env.SANDBOX_MODEL_CHARACTERS_PER_SECOND,
    apiKey: env.SANDBOX_MODEL_API_KEY || undefined,
  })

const server = await startSandboxModel(settings)
const leave = () => void server.close().finally(() => process.exit(0))
process.once('disconnect', leave)
process.once('SIGTERM', leave)
process.once('SIGINT', leave)
process.stdout.write(`Sandbox model server on ${server.url}\n`)
process.send?.({ type: 'ready', port: server.port, url: server.url })

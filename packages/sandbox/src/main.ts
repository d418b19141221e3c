import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startSandboxModel } from './start-sandbox-model.ts'
import type { SandboxPlatformsOptions } from './start-sandbox-platforms.ts'

/**
 * The server as a process: `main.ts [--port N] [--first-token-delay-ms N] [--characters-per-second N]`, or the environment variables of
 * the same meaning. Prints its url; with an IPC channel it sends `{ type: 'ready', port, url }`, and exits when the channel closes.
 * With SANDBOX_PUBLIC_URL, SANDBOX_DATA_DIR and SANDBOX_REDIRECT_URIS (comma-separated) it starts the platforms too, on
 * SANDBOX_PLATFORMS_PORT, and the message says `platforms: { port, url, google }`.
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

const platformSettings = z
  .object({
    publicBaseUrl: z.url(),
    dataDir: z.string().min(1),
    redirectUris: z.string().transform((list) => list.split(',')),
    port: z.coerce.number().int().min(0).max(65_535).optional(),
  })
  .optional()
  .parse(
    env.SANDBOX_PUBLIC_URL && {
      publicBaseUrl: env.SANDBOX_PUBLIC_URL,
      dataDir: env.SANDBOX_DATA_DIR,
      redirectUris: env.SANDBOX_REDIRECT_URIS,
      port: env.SANDBOX_PLATFORMS_PORT,
    },
  )

const server = await startSandboxModel(settings)
const platforms = platformSettings && (await startPlatforms(platformSettings))
const leave = () => void Promise.all([server.close(), platforms?.close()]).finally(() => process.exit(0))
process.once('disconnect', leave)
process.once('SIGTERM', leave)
process.once('SIGINT', leave)
process.stdout.write(`Sandbox model server on ${server.url}\n`)
if (platforms) process.stdout.write(`Sandbox platforms on ${platforms.url}\n`)
process.send?.({
  type: 'ready',
  port: server.port,
  url: server.url,
  ...(platforms && { platforms: { port: platforms.port, url: platforms.url, google: platforms.google } }),
})

/** Loaded only when wanted: the provider is most of this package's weight. */
async function startPlatforms(options: SandboxPlatformsOptions) {
  // oidc-provider says on loading that it wants a later Node; on 20.19 it passes all our tests, and a newcomer has nothing to do about it.
  const { warn } = console
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('Unsupported runtime')) warn(...words)
  }
  const { startSandboxPlatforms } = await import('./start-sandbox-platforms.ts')
  console.warn = warn
  return startSandboxPlatforms(options)
}

import { join } from 'node:path'
import { PLATFORM_ROWS, type PlatformSetup, sandboxSetup } from '@parley/connectors'
import type { PlatformName } from '@parley/contracts'
import type { Env } from './env.ts'
import type { Logger } from './log.ts'
import { modulePathOf } from './processes/module-path.ts'
import { type Child, startChild } from './processes/start-child.ts'

export interface SandboxServer {
  modelPort: number
  platforms: Child['ready']['platforms']
  stop(): Promise<void>
}

/** Where Google sends people back to, exactly: registered at its console for a real client. */
function redirectUriOf(platform: PlatformName, publicUrl: string): string {
  return `${publicUrl}/oauth/${platform}/callback`
}

function platformEnvironment(env: Env, publicUrl: string, port: number): Record<string, string> {
  if (env.google || !env.isSandboxAllowed) return {}
  return {
    SANDBOX_PUBLIC_URL: publicUrl,
    SANDBOX_DATA_DIR: join(env.dataDir, 'sandbox'),
    SANDBOX_REDIRECT_URIS: redirectUriOf('google_analytics', publicUrl),
    SANDBOX_PLATFORMS_PORT: String(port),
  }
}

/**
 * The sandbox's process, with what real credentials do not replace; null when they replace it all. One that dies is started again on
 * its ports, so that answers and consents after it go on.
 */
export async function startSandboxServer(env: Env, publicUrl: string, log: Logger): Promise<SandboxServer | null> {
  if (env.model && (env.google || !env.isSandboxAllowed)) return null
  let isStopping = false
  const start = (modelPort: number, platformsPort: number) =>
    startChild({
      name: 'Sandbox server',
      modulePath: modulePathOf('sandbox'),
      args: ['--port', String(modelPort)],
      environment: platformEnvironment(env, publicUrl, platformsPort),
      log,
    })
  let child = await start(0, 0)
  const { port: modelPort, platforms } = child.ready
  const watch = async (watched: Child): Promise<void> => {
    const end = await watched.ended
    if (isStopping) return
    log.error(end, 'The sandbox server ended and is started again')
    try {
      child = await start(modelPort, platforms?.port ?? 0)
      void watch(child)
    } catch (error) {
      log.error(
        { err: error },
        'The sandbox server cannot be started again; what needs it fails until Parley is restarted',
      )
    }
  }
  void watch(child)
  return {
    modelPort,
    platforms,
    async stop() {
      isStopping = true
      await child.stop()
    },
  }
}

/** Each platform as this installation uses it: with real credentials, else the sandbox's where it runs. */
export function platformSetups(
  env: Env,
  publicUrl: string,
  sandbox: SandboxServer | null,
): Partial<Record<PlatformName, PlatformSetup>> {
  const redirectUri = redirectUriOf('google_analytics', publicUrl)
  if (env.google) {
    const { endpoints } = PLATFORM_ROWS.google_analytics
    return { google_analytics: { endpoints, ...env.google, redirectUri, isSandbox: false } }
  }
  return sandbox?.platforms ? { google_analytics: sandboxSetup(sandbox.platforms.google, redirectUri) } : {}
}

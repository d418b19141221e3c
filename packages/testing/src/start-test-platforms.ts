import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SandboxPlatforms, type SandboxPlatformsOptions, startSandboxPlatforms } from '@parley/sandbox/platforms'
import { REDIRECT_URI } from './start-test-world.ts'

/** The sandbox's Google in a folder of its own, which goes with it. */
export async function startTestPlatforms(options: Partial<SandboxPlatformsOptions> = {}): Promise<SandboxPlatforms> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-google-'))
  const { origin } = new URL(REDIRECT_URI)
  const platforms = await startSandboxPlatforms({
    publicBaseUrl: origin,
    redirectUris: [REDIRECT_URI],
    dataDir,
    ...options,
  })
  return {
    ...platforms,
    async close() {
      await platforms.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Switches how the sandbox's Google behaves: see its sandbox-mode.ts. */
export async function setGoogleMode(
  platforms: SandboxPlatforms,
  mode: { mode: string; [name: string]: unknown },
): Promise<void> {
  const response = await fetch(platforms.google.settingsUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(mode),
  })
  if (!response.ok) throw new Error(`The sandbox refused the mode: ${await response.text()}`)
}

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { defineConfig } from '@playwright/test'

/** The browser `pnpm test` found; run alone, Playwright's config asks the same script. */
function findBrowser(): string {
  const script = fileURLToPath(new URL('../scripts/find-browser.mjs', import.meta.url))
  return execFileSync(process.execPath, [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim()
}

process.env.PARLEY_CHROMIUM ??= findBrowser()

export default defineConfig({
  testDir: './journeys',
  outputDir: './test-results',
  globalSetup: './start-parley.ts',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    // Set by start-parley.ts before the workers begin.
    ...(process.env.PARLEY_URL !== undefined && { baseURL: process.env.PARLEY_URL }),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.PARLEY_CHROMIUM,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
})

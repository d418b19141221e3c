import { defineConfig } from 'vitest/config'

/** Tests of these need the database; it is started once for all of them. */
const WITH_DATABASE = ['packages/{db,auth,services,api}/src/**/*.test.ts', 'apps/server/src/**/*.test.ts']
const NEVER = ['**/node_modules/**', '**/dist/**', 'e2e/**']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'packages/*/src/**/*.test.{ts,tsx}',
            'apps/web/src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
          ],
          exclude: [...NEVER, ...WITH_DATABASE],
          setupFiles: ['packages/testing/src/refuse-console-errors.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: WITH_DATABASE,
          exclude: NEVER,
          globalSetup: ['packages/testing/src/start-test-database.ts'],
          setupFiles: ['packages/testing/src/refuse-console-errors.ts', 'packages/testing/src/use-test-database.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})

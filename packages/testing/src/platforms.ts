export type { SandboxPlatforms } from '@parley/sandbox/platforms'
export * from './connect-google.ts'
export * from './start-test-platforms.ts'

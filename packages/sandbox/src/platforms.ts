export { type ConsentOptions, consentWithoutBrowser } from './oauth/consent-without-browser.ts'
export type { SandboxGoogle, SandboxPlatforms, SandboxPlatformsOptions } from './start-sandbox-platforms.ts'
export { startSandboxPlatforms } from './start-sandbox-platforms.ts'

export { type Auth, type AuthOptions, createAuth } from './create-auth.ts'
export { hashPassword } from './password.ts'
export { DEFAULT_RATE_LIMITS, RateLimitedError, type RateLimits } from './rate-limits.ts'
export type { SessionActor } from './session-actor.ts'

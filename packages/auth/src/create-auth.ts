import type { StartedDemo } from '@parley/contracts'
import { betterAuth } from 'better-auth'
import { bearer, organization } from 'better-auth/plugins'
import { Types } from 'mongoose'
import { USER_FIELDS } from './additional-fields.ts'
import { type AuthLog, toLibraryLogger } from './auth-log.ts'
import { afterCredentials, beforeCredentials, CLIENT_ADDRESS_HEADER } from './credential-hooks.ts'
import { MIN_PASSWORD_LENGTH } from './credentials.ts'
import { demoPlugin } from './demo.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { ensurePersonalOrganization } from './personal-organization.ts'
import { createRateLimiter, DEFAULT_RATE_LIMITS, type RateLimits } from './rate-limits.ts'
import { createActorReader } from './read-actor.ts'
import type { SessionActor } from './session-actor.ts'
import { createAuthDatabase } from './transaction-session.ts'

const SESSION_SECONDS = 30 * 24 * 60 * 60

/** The paths of the library that are served; all others answer 404. */
const SERVED_PATHS = new Set(['sign-up/email', 'sign-in/email', 'sign-out', 'get-session'])
const BASE_PATH = '/api/auth/'

export interface AuthOptions {
  secret: string
  /** Where browsers reach Parley, e.g. `https://chat.example.com`. Cookies are Secure when it is https. */
  baseUrl: string
  /** The origin that may post with cookies for this request, e.g. `http://127.0.0.1:3000`; null for none. */
  trustedOrigin(request: Request): string | null
  log: AuthLog
  now?: () => Date
  rateLimits?: RateLimits
}

export interface Auth {
  /** Serves /api/auth/*. `clientAddress` is where the request really came from; limits and session records use it. */
  handle(request: Request, clientAddress: string): Promise<Response>
  /** Null for strangers, ended sessions and former members. Reads the database each time. */
  readActor(headers: Headers): Promise<SessionActor | null>
  /** A fresh demo, signed in: appends Set-Cookie to `responseHeaders`. Throws RateLimitedError. */
  startDemo(clientAddress: string, responseHeaders: Headers): Promise<StartedDemo>
}

/** E-mail and password, sessions, bearer tokens, organizations: better-auth over Parley's own models. Needs a connected database. */
export async function createAuth(options: AuthOptions): Promise<Auth> {
  const now = options.now ?? (() => new Date())
  const limiter = createRateLimiter(options.rateLimits ?? DEFAULT_RATE_LIMITS)
  const { database, currentSession } = createAuthDatabase()
  const auth = betterAuth({
    appName: 'Parley',
    baseURL: options.baseUrl,
    secret: options.secret,
    database,
    trustedOrigins: (request) => (request ? [options.trustedOrigin(request)] : []),
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: toLibraryLogger(options.log),
    emailAndPassword: {
      enabled: true,
      autoSignIn: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: 1000,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    user: { additionalFields: USER_FIELDS },
    plugins: [bearer(), organization({ allowUserToCreateOrganization: false }), demoPlugin(now)],
    hooks: { before: beforeCredentials(limiter), after: afterCredentials(limiter) },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const tenant = { userId: new Types.ObjectId(session.userId), organizationName: 'Personal workspace' }
            const organizationId = await ensurePersonalOrganization(tenant, currentSession())
            return { data: { activeOrganizationId: organizationId.toHexString() } }
          },
        },
      },
    },
    advanced: {
      cookiePrefix: 'parley',
      useSecureCookies: options.baseUrl.startsWith('https://'),
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
    },
  })
  const { authCookies, secret } = await auth.$context
  const readActor = createActorReader({ cookieName: authCookies.sessionToken.name, secret, now })
  const addressed = (headers: Headers, clientAddress: string): Headers => {
    const own = new Headers(headers)
    own.set(CLIENT_ADDRESS_HEADER, clientAddress)
    return own
  }
  return {
    readActor,
    async handle(request, clientAddress) {
      const { pathname } = new URL(request.url)
      if (!SERVED_PATHS.has(pathname.slice(BASE_PATH.length))) return new Response(null, { status: 404 })
      return auth.handler(new Request(request, { headers: addressed(request.headers, clientAddress) }))
    },
    async startDemo(clientAddress, responseHeaders) {
      await limiter.countDemo(clientAddress)
      const { headers, response } = await auth.api.startDemo({
        headers: addressed(new Headers(), clientAddress),
        returnHeaders: true,
      })
      for (const cookie of headers.getSetCookie()) responseHeaders.append('set-cookie', cookie)
      return response
    },
  }
}

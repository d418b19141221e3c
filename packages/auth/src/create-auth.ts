import type { StartedDemo } from '@parley/contracts'
import { betterAuth } from 'better-auth'
import { isAPIError } from 'better-auth/api'
import { bearer, organization } from 'better-auth/plugins'
import { Types } from 'mongoose'
import { USER_FIELDS } from './additional-fields.ts'
import { createAuthDatabase } from './auth-database.ts'
import { type AuthLog, toLibraryLogger } from './auth-log.ts'
import { MIN_PASSWORD_LENGTH } from './credentials.ts'
import { demoPlugin } from './demo.ts'
import { createCredentialHandlers } from './handle-credentials.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { ensurePersonalOrganization } from './personal-organization.ts'
import { createRateLimiter, DEFAULT_RATE_LIMITS, type RateLimits } from './rate-limits.ts'
import { createActorReader } from './read-actor.ts'
import { readSessionToken } from './read-session-token.ts'
import type { SessionActor } from './session-actor.ts'
import { syncAuthIndexes } from './sync-auth-indexes.ts'

const SESSION_SECONDS = 30 * 24 * 60 * 60

/** The paths of the library that are served; all others answer 404. */
const SERVED_PATHS = new Set(['sign-up/email', 'sign-in/email', 'sign-out', 'get-session'])
const BASE_PATH = '/api/auth/'

/** The header that tells the library where a request came from; one a client sent is replaced. */
const CLIENT_ADDRESS_HEADER = 'x-parley-client-address'

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
  /**
   * Serves /api/auth/*. `clientAddress` is where the request really came from; limits and session records use it. Refusals are answers;
   * what is unexpected rejects.
   */
  handle(request: Request, clientAddress: string): Promise<Response>
  /** Null for strangers, ended sessions and former members. Reads the database each time. */
  readActor(headers: Headers): Promise<SessionActor | null>
  /** Makes the session of these headers act in another organization; whether its person may is for the caller to see. Nothing without a session. */
  activateOrganization(headers: Headers, organizationId: string): Promise<void>
  /** A fresh demo, signed in: appends Set-Cookie to `responseHeaders`. Throws RateLimitedError. */
  startDemo(clientAddress: string, responseHeaders: Headers): Promise<StartedDemo>
}

/** E-mail and password, sessions, bearer tokens, organizations: better-auth over Parley's own models. Needs a connected database. */
export async function createAuth(options: AuthOptions): Promise<Auth> {
  const now = options.now ?? (() => new Date())
  const limiter = createRateLimiter(options.rateLimits ?? DEFAULT_RATE_LIMITS)
  await syncAuthIndexes()
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
    // Else the library prints unexpected errors to the console, with the data they were about.
    onAPIError: { throw: true },
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
  const { authCookies, secret, internalAdapter } = await auth.$context
  const sessionToken = { cookieName: authCookies.sessionToken.name, secret }
  const readActor = createActorReader({ ...sessionToken, now })
  const library = async (request: Request): Promise<Response> => {
    try {
      return await auth.handler(request)
    } catch (error) {
      if (!isAPIError(error)) throw error
      return Response.json(error.body ?? {}, { status: error.statusCode, headers: new Headers(error.headers) })
    }
  }
  const credentials = createCredentialHandlers(limiter, library)
  const addressed = (headers: Headers, clientAddress: string): Headers => {
    const own = new Headers(headers)
    own.set(CLIENT_ADDRESS_HEADER, clientAddress)
    return own
  }
  return {
    readActor,
    async handle(request, clientAddress) {
      const path = new URL(request.url).pathname.slice(BASE_PATH.length)
      if (!SERVED_PATHS.has(path)) return new Response(null, { status: 404 })
      const known = new Request(request, { headers: addressed(request.headers, clientAddress) })
      if (request.method === 'POST' && path === 'sign-up/email') return credentials.signUp(known, clientAddress)
      if (request.method === 'POST' && path === 'sign-in/email') return credentials.signIn(known, clientAddress)
      return library(known)
    },
    async activateOrganization(headers, activeOrganizationId) {
      const token = readSessionToken(headers, sessionToken)
      if (token !== null) await internalAdapter.updateSession(token, { activeOrganizationId })
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

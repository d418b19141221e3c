import { randomUUID } from 'node:crypto'
import { getRequestListener } from '@hono/node-server'
import { createAuth } from '@parley/auth'
import type { Actor, VerbContext } from '@parley/services'
import { z } from 'zod'
import { type Listener, listen } from '../listen.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { type AppParts, createApp } from './create-app.ts'
import { ownOrigin } from './origin.ts'

export const SECRET = 'the secret these sessions are signed with'

const signedUp = z.object({ token: z.string() })
const account = z.object({
  result: z.object({
    data: z.object({ user: z.object({ id: z.string() }), organization: z.object({ id: z.string() }) }),
  }),
})

type World = Pick<VerbContext, 'turns' | 'modelFor' | 'events' | 'serverId' | 'connectors' | 'keys' | 'erasures'>

interface SignedUp {
  owner: Actor
  bearer: { authorization: string }
  cookie: string
}

interface TestAppOptions
  extends Partial<Pick<AppParts, 'stripe' | 'webFolder' | 'sandboxUrl' | 'findProblems' | 'metrics' | 'metricsToken'>> {
  /** One that listens already, where its address must be known before; a fresh one by default. */
  listener?: Listener
  /** Takes every line of the log, down to debug; nothing is logged without it. */
  onLine?(line: string): void
}

/** Every address of the server over HTTP, for tests of one of them; `world` is behind it. */
export async function startTestApp(
  world: World,
  options: TestAppOptions = {},
): Promise<Listener & { signUp(): Promise<SignedUp> }> {
  const { listener = await listen({ port: 0, host: '127.0.0.1' }), onLine, ...rest } = options
  const log = createLog(
    { level: onLine ? 'debug' : 'silent', secrets: [SECRET] },
    { write: onLine ?? (() => undefined) },
  )
  const origin = { host: '127.0.0.1' }
  const auth = await createAuth({
    secret: SECRET,
    baseUrl: listener.url,
    trustedOrigin: (request) => ownOrigin(request.headers, origin),
    log,
  })
  const { turns, modelFor, events, serverId, connectors, keys, erasures } = world
  const settings = { defaultModel: 'sandbox-marketing', isSandboxModel: true }
  const app = createApp({
    auth,
    startDemo: auth.startDemo,
    verb: { now: () => new Date(), serverId, turns, modelFor, events, settings, connectors, keys, erasures },
    log,
    origin,
    isProxyTrusted: false,
    frameAncestors: ["'self'"],
    webFolder: '/nowhere',
    findProblems: async () => [],
    metrics: createMetrics(),
    ...rest,
  })
  listener.serve(getRequestListener(app.fetch))
  return {
    ...listener,
    async signUp() {
      const answer = await fetch(`${listener.url}/api/auth/sign-up/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: listener.url },
        body: JSON.stringify({
          name: 'Ada',
          email: `${randomUUID()}@example.test`,
          password: 'correct horse battery',
        }),
      })
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
      const bearer = { authorization: `Bearer ${signedUp.parse(await answer.json()).token}` }
      const shown = await fetch(`${listener.url}/trpc/account.get`, { headers: bearer })
      const { user, organization } = account.parse(await shown.json()).result.data
      const owner = { userId: user.id, organizationId: organization.id, role: 'owner' as const, sessionId: '' }
      return { owner, bearer, cookie }
    },
  }
}

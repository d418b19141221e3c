import { User, withTransaction } from '@parley/db'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { Types } from 'mongoose'
import { createPersonalOrganization } from './personal-organization.ts'

/** A demo and its sign-in end after a day. */
const DEMO_SECONDS = 24 * 60 * 60

async function createDemoTenant(demoExpiresAt: Date): Promise<{ userId: string; organizationId: string }> {
  const userId = new Types.ObjectId()
  const organizationId = await withTransaction(async (session) => {
    // A name that can never receive mail (RFC 6761); with no account record beside it nobody can sign in to it again.
    const email = `demo-${userId.toHexString()}@demo.invalid`
    await User.create([{ _id: userId, name: 'Demo marketer', email, provider: 'demo' }], { session })
    return createPersonalOrganization({ userId, organizationName: 'Demo workspace', demoExpiresAt }, session)
  })
  return { userId: userId.toHexString(), organizationId: organizationId.toHexString() }
}

/** Adds `auth.api.startDemo`, which is not reachable over HTTP: a fresh user and organization, signed in until the demo ends. */
export function demoPlugin(now: () => Date) {
  return {
    id: 'parley-demo',
    endpoints: {
      startDemo: createAuthEndpoint.serverOnly({ method: 'POST', requireHeaders: true }, async (ctx) => {
        const expiresAt = new Date(now().getTime() + DEMO_SECONDS * 1000)
        const { userId, organizationId } = await createDemoTenant(expiresAt)
        const { internalAdapter } = ctx.context
        const user = await internalAdapter.findUserById(userId)
        const session = await internalAdapter.createSession(userId, false, { expiresAt }, true)
        if (!user || !session) throw new Error('The demo could not be signed in')
        await setSessionCookie(ctx, { session, user }, false, { maxAge: DEMO_SECONDS })
        return { organizationId, expiresAt: expiresAt.toISOString() }
      }),
    },
  }
}

import type { Auth } from '@parley/auth'
import { type CompletedAttempt, completeAttempt, type VerbContext } from '@parley/services'
import { Hono } from 'hono'
import { CALLBACK_SCRIPT, callbackPage } from './callback-page.ts'
import type { HttpContext } from './http-context.ts'

const STATUS: Record<CompletedAttempt['outcome'], 200 | 400 | 401> = {
  connected: 200,
  choose_account: 200,
  denied: 200,
  failed: 400,
  signed_out: 401,
}

export interface CallbackParts {
  auth: Auth
  verb: Omit<VerbContext, 'requestId' | 'log'>
}

/** GET /oauth/:platform/callback: ends the attempt the provider's answer belongs to. The query is neither logged nor shown. */
export function oauthCallback({ auth, verb }: CallbackParts): Hono<HttpContext> {
  const app = new Hono<HttpContext>()
  app.get('/callback.js', (c) =>
    c.body(CALLBACK_SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' }),
  )
  app.get('/:platform/callback', async (c) => {
    const completed = await completeAttempt({
      ctx: {
        ...verb,
        requestId: c.get('requestId'),
        log: c.get('log'),
        actor: await auth.readActor(c.req.raw.headers),
      },
      input: { platform: c.req.param('platform'), parameters: new URL(c.req.url).searchParams },
    })
    c.header('cache-control', 'no-store')
    return c.html(callbackPage(completed), STATUS[completed.outcome])
  })
  return app
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { SANDBOX_COOKIE_PREFIX } from './create-provider.ts'
import { renderErrorPage } from './error-page.ts'
import { handleInteraction } from './interaction.ts'
import { PAGE_HEADERS } from './page.ts'

/** Without the sandbox's own sign-in: every authorization asks anew which account it is for. */
function withoutSession(cookies: string | undefined): string {
  const isSession = new RegExp(`^\\s*${SANDBOX_COOKIE_PREFIX}session(\\.sig)?=`)
  return (cookies ?? '')
    .split(';')
    .filter((cookie) => !isSession.test(cookie))
    .join(';')
}

/** Serves the provider under its issuer's path, seen from the issuer's origin whichever way the request came. */
export function mountProvider(provider: Provider, issuer: string) {
  const { pathname: mount, host, protocol } = new URL(issuer)
  const callback = provider.callback()
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = request.url ?? mount
    request.headers.host = host
    request.headers['x-forwarded-host'] = host
    request.headers['x-forwarded-proto'] = protocol.slice(0, -1)
    if (url.startsWith(`${mount}/interaction/`)) {
      return handleInteraction(provider, request, response).catch(() => {
        if (!response.headersSent) response.writeHead(400, PAGE_HEADERS)
        response.end(renderErrorPage('This sign-in has expired or was already used.'))
      })
    }
    Object.assign(request, { originalUrl: url })
    request.url = url.slice(mount.length) || '/'
    if (/^\/auth(\?|$)/.test(request.url)) request.headers.cookie = withoutSession(request.headers.cookie)
    await callback(request, response)
  }
}

export interface ConsentOptions {
  /** Where requests to the public origin really go: the sandbox's loopback url, or that origin itself when a proxy serves it. */
  via: string
  account?: string
  decision?: 'allow' | 'cancel'
  /** Permissions left ticked; default all that the page offers. */
  scopes?: string[]
}

const MAX_STEPS = 10

/**
 * Goes through the sandbox's consent as a browser would: cookies, redirects, the form. Ends with the first redirect that leaves the
 * sandbox and returns that address, unvisited. Throws with the page's text where the provider shows an error instead.
 */
export async function consentWithoutBrowser(authorizationUrl: string, options: ConsentOptions): Promise<URL> {
  const { via, account = 'sandbox-anna', decision = 'allow', scopes } = options
  const { origin } = new URL(authorizationUrl)
  const cookies = new Map<string, string>()
  let target = new URL(authorizationUrl)
  let body: URLSearchParams | undefined
  for (let step = 0; step < MAX_STEPS; step++) {
    if (target.origin !== origin || !target.pathname.startsWith('/sandbox/')) return target
    const response = await fetch(new URL(`${target.pathname}${target.search}`, via), {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body && { body }),
    })
    body = undefined
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    const location = response.headers.get('location')
    if (location) {
      target = new URL(location, target)
      continue
    }
    const page = await response.text()
    if (!page.includes('<form')) {
      const text = page.replace(/<style>.*?<\/style>|<[^>]+>|\s+/gs, ' ')
      throw new Error(`The provider answered ${response.status}: ${text}`)
    }
    const offered = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map((match) => match[1] ?? '')
    body = new URLSearchParams({ account, decision })
    for (const scope of scopes ?? offered) body.append('scope', scope)
  }
  throw new Error('The consent did not come to an end.')
}

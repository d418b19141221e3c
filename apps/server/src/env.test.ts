import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isLoopback, readEnv } from './env.ts'

function parse(source: NodeJS.ProcessEnv) {
  const read = readEnv(source)
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return read.env
}

function problems(source: NodeJS.ProcessEnv): string[] {
  const read = readEnv(source)
  return 'problems' in read ? read.problems : []
}

describe('the environment', () => {
  test('needs nothing', () => {
    expect(parse({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: resolve('.data'),
      isSandboxAllowed: true,
      logLevel: 'warn',
      isProxyTrusted: false,
      arePrivateToolsAllowed: false,
      frameAncestors: ["'self'"],
    })
  })

  test('an empty variable counts as not set', () => {
    expect(parse({ PORT: '', MONGODB_URI: ' ', OPENAI_API_KEY: '', PUBLIC_URL: '' })).toEqual(parse({}))
  })

  test('all that is wrong is said at once, each by its name', () => {
    const found = problems({
      PORT: 'seventy',
      MONGODB_URI: 'postgres://localhost',
      PUBLIC_URL: 'chat.example.com',
      PARLEY_SANDBOX: 'maybe',
      AUTH_SECRET: 'short',
      LOG_LEVEL: 'loud',
    })
    expect(found).toHaveLength(6)
    for (const name of ['PORT', 'MONGODB_URI', 'PUBLIC_URL', 'PARLEY_SANDBOX', 'AUTH_SECRET', 'LOG_LEVEL'])
      expect(found.filter((problem) => problem.startsWith(name))).toHaveLength(1)
  })

  test('private tools are said outright', () => {
    expect(parse({ PRIVATE_TOOLS: 'on' }).arePrivateToolsAllowed).toBe(true)
    expect(parse({ PRIVATE_TOOLS: 'off' }).arePrivateToolsAllowed).toBe(false)
    expect(problems({ PRIVATE_TOOLS: 'yes' })).toEqual(['PRIVATE_TOOLS must be on or off.'])
  })

  test('a token for metrics is long enough not to be guessed', () => {
    expect(problems({ METRICS_TOKEN: 'short' })).toEqual(['METRICS_TOKEN needs at least 16 characters.'])
    expect(parse({ METRICS_TOKEN: 'sixteen or more!' }).metricsToken).toBe('sixteen or more!')
  })

  test('of Stripe there are a secret and the plans of prices, or neither', () => {
    const set = { STRIPE_WEBHOOK_SECRET: 'whsec_0123456789', STRIPE_PRICES: 'price_1A=pro, price_2B=enterprise' }
    expect(parse(set).stripe).toEqual({
      webhookSecret: 'whsec_0123456789',
      prices: new Map([
        ['price_1A', 'pro'],
        ['price_2B', 'enterprise'],
      ]),
    })
    for (const [name] of Object.entries(set))
      expect(problems({ ...set, [name]: '' }).join()).toContain('belong together')
    expect(problems({ ...set, STRIPE_WEBHOOK_SECRET: 'sk_live_hunter' })).toEqual([
      "STRIPE_WEBHOOK_SECRET is the endpoint's signing secret, which begins with whsec_.",
    ])
    for (const STRIPE_PRICES of [
      'price_1A',
      'price_1A=free',
      'pro=price_1A',
      'price_1A=pro,',
      '=pro',
      'price_1A=pro=x',
    ])
      expect(problems({ ...set, STRIPE_PRICES }), STRIPE_PRICES).toEqual([
        'STRIPE_PRICES must name prices and their plans, such as price_x=pro,price_y=enterprise.',
      ])
  })

  test('a port out of range is refused', () => {
    expect(problems({ PORT: '70000' })).toEqual(['PORT must be at most 65535.'])
  })

  test('no message quotes a secret', () => {
    expect(problems({ AUTH_SECRET: 'hunter2', MONGODB_URI: 'pg://u:hunter3@h/x' }).join()).not.toMatch(/hunter/)
  })

  test('a shared database needs a given secret', () => {
    expect(problems({ MONGODB_URI: 'mongodb://a,b/parley' })).toEqual([
      expect.stringContaining('AUTH_SECRET'),
      expect.stringContaining('ENCRYPTION_KEYS'),
    ])
    const secrets = { AUTH_SECRET: 'x'.repeat(32), ENCRYPTION_KEYS: 'k1:x' }
    expect(parse({ MONGODB_URI: 'mongodb://a,b/parley', ...secrets }).mongodbUri).toBe('mongodb://a,b/parley')
  })

  test('a client of Google is whole, or the sandbox stands in', () => {
    expect(problems({ GOOGLE_CLIENT_ID: 'id' })).toEqual([expect.stringContaining('GOOGLE_CLIENT_SECRET')])
    expect(parse({ GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 's' }).google).toEqual({
      clientId: 'id',
      clientSecret: 's',
    })
    expect(parse({}).google).toBeUndefined()
  })

  test('the sandbox is for loopback, unless it is asked for', () => {
    expect(problems({ HOST: '0.0.0.0' })).toEqual([expect.stringContaining('PARLEY_SANDBOX=on')])
    expect(problems({ PUBLIC_URL: 'https://chat.example.com' })).toEqual([expect.stringContaining('PARLEY_SANDBOX=on')])
    expect(parse({ HOST: '0.0.0.0', PARLEY_SANDBOX: 'on' }).isSandboxAllowed).toBe(true)
    expect(parse({ HOST: '0.0.0.0', OPENAI_API_KEY: 'k' }).isSandboxAllowed).toBe(false)
    expect(parse({ PARLEY_SANDBOX: 'off', OPENAI_API_KEY: 'k' }).isSandboxAllowed).toBe(false)
  })

  test('any variable of a model brings a real one', () => {
    expect(parse({}).model).toBeUndefined()
    expect(parse({ OPENAI_API_KEY: 'k' }).model).toEqual({ apiKey: 'k', name: 'gpt-4.1-mini' })
    expect(parse({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_MODEL: 'llama3.2' }).model).toEqual({
      baseUrl: 'http://127.0.0.1:11434/v1',
      name: 'llama3.2',
    })
    expect(problems({ OPENAI_MODEL: 'gpt-4.1' })).toEqual([expect.stringContaining('OPENAI_API_KEY')])
  })

  test('PUBLIC_URL is cut to its origin', () => {
    expect(parse({ PUBLIC_URL: 'https://chat.example.com/app/', PARLEY_SANDBOX: 'on' }).publicUrl).toBe(
      'https://chat.example.com',
    )
  })

  test.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1'])('%s is loopback', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  test.each(['0.0.0.0', '10.0.0.1', '::', 'example.com', '127.example.com'])('%s is not', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})

import { describe, expect, test } from 'vitest'
import { type AccessTokensOptions, createAccessTokens } from './access-tokens.ts'
import { ConnectorError } from './connector-error.ts'
import { createMemoryConnectionStore } from './memory-connection-store.ts'
import type { TokenSet } from './oauth/token-set.ts'

const NOW = new Date('2026-11-18T10:00:00Z')

function tokens(name: string, minutesLeft: number): TokenSet {
  return {
    accessToken: `access-${name}`,
    refreshToken: `refresh-${name}`,
    expiresAt: new Date(NOW.getTime() + minutesLeft * 60_000),
    scope: [],
  }
}

function setUp(minutesLeft: number, change: Partial<AccessTokensOptions> = {}) {
  const store = createMemoryConnectionStore()
  store.add({ integrationId: 'one', platform: 'google_analytics', isSandbox: true, tokens: tokens('0', minutesLeft) })
  store.add({ integrationId: 'two', platform: 'google_analytics', isSandbox: true, tokens: tokens('0', minutesLeft) })
  const refreshed: string[] = []
  const discarded: string[] = []
  const access = createAccessTokens({
    store,
    now: () => NOW,
    platformLabel: () => 'Google Analytics',
    isUsable: () => true,
    refresh: async (connection, { refreshToken }) => {
      refreshed.push(`${connection.integrationId} ${refreshToken}`)
      await new Promise((resolve) => setImmediate(resolve))
      return tokens(String(refreshed.length), 60)
    },
    discard: async (_, { refreshToken }) => void discarded.push(refreshToken),
    ...change,
  })
  return { store, refreshed, discarded, access }
}

describe('access tokens', () => {
  test('one that is good for a while is given as it is', async () => {
    const { access, refreshed } = setUp(10)
    expect((await access.get('one')).tokens.accessToken).toBe('access-0')
    expect(refreshed).toEqual([])
  })

  test('200 calls at once on an expired token make one refresh, for each connection', async () => {
    const { access, refreshed, store } = setUp(-5)
    const calls = Array.from({ length: 400 }, (_, index) => access.get(index % 2 === 0 ? 'one' : 'two'))
    await Promise.all(calls)
    expect(refreshed.sort()).toEqual(['one refresh-0', 'two refresh-0'])
    expect(store.connections.get('one')?.revision).toBe('2')
  })

  test('callers that arrive while it is being stored, or just after, do not refresh again', async () => {
    const store = createMemoryConnectionStore()
    store.add({ integrationId: 'one', platform: 'google_analytics', isSandbox: true, tokens: tokens('0', 1) })
    // Loads answer late, with what was there when they were asked: a caller can hold an old token after the refresh is over.
    const load = async (id: string) => {
      const found = store.connections.get(id) ?? null
      const wait = waits.shift() ?? 0
      for (let turns = 0; turns < wait; turns++) await new Promise((resolve) => setImmediate(resolve))
      return found
    }
    const waits = Array.from({ length: 200 }, (_, index) => index % 7)
    const { access, refreshed } = setUp(1, { store: { ...store, load } })
    await Promise.all(Array.from({ length: 200 }, () => access.get('one')))
    expect(refreshed).toEqual(['one refresh-0'])
  })

  test('is refreshed ahead of its end', async () => {
    const { access, refreshed } = setUp(1.9)
    expect((await access.get('one')).tokens.accessToken).toBe('access-1')
    expect(refreshed).toHaveLength(1)
  })

  test('is kept further ahead on demand, together with those who ask for it', async () => {
    const { access, refreshed } = setUp(10)
    const all = Promise.all([access.keep('one', 15 * 60_000), access.keep('one', 15 * 60_000), access.get('one')])
    expect((await all).slice(0, 2)).toEqual([true, true])
    expect(refreshed).toEqual(['one refresh-0'])
    expect(await access.keep('one', 15 * 60_000)).toBe(false)
    expect(await access.keep('two', 9 * 60_000)).toBe(false)
    expect(refreshed).toHaveLength(1)
  })

  test('a refused one is not given again, and 200 refusals make one refresh', async () => {
    const { access, refreshed } = setUp(30)
    const given = await Promise.all(Array.from({ length: 200 }, () => access.get('one', 'access-0')))
    expect(new Set(given.map((one) => one.tokens.accessToken))).toEqual(new Set(['access-1']))
    expect(refreshed).toHaveLength(1)
  })

  test('a grant taken back is noted, with a sentence', async () => {
    const revoked = new ConnectorError('revoked', 'Google Analytics', 'refresh: invalid_grant')
    const { access, store } = setUp(-1, { refresh: () => Promise.reject(revoked) })
    await expect(access.get('one')).rejects.toMatchObject({ kind: 'revoked' })
    expect(store.connections.get('one')).toMatchObject({
      status: 'revoked',
      errorMessage: expect.stringContaining('Connect it again'),
    })
  })

  test('one that another server refreshed first is taken from there instead', async () => {
    const { access, store, refreshed } = setUp(-1, {
      refresh: async ({ integrationId, revision }) => {
        await store.saveTokens(integrationId, revision, tokens('elsewhere', 60))
        throw new ConnectorError('revoked', 'Google Analytics', 'refresh: invalid_grant')
      },
    })
    expect((await access.get('one')).tokens.accessToken).toBe('access-elsewhere')
    expect(store.connections.get('one')?.status).toBe('active')
    expect(refreshed).toEqual([])
  })

  test('two servers on one store make one refresh; the other takes what it brought', async () => {
    const { store, access, refreshed } = setUp(-1)
    const other = setUp(-1, { store })
    const given = await Promise.all([access, other.access, access, other.access].map((one) => one.get('one')))
    expect(refreshed.length + other.refreshed.length).toBe(1)
    expect(new Set(given.map(({ tokens }) => tokens.accessToken))).toEqual(new Set(['access-1']))
  })

  test('the lease of a server that died is over by its end; that of a refresh that failed at once', async () => {
    const { store, access, refreshed } = setUp(-1)
    const revision = store.connections.get('one')?.revision ?? ''
    await store.leaseRefresh('one', revision, { at: new Date(0), until: NOW })
    expect((await access.get('one')).tokens.accessToken).toBe('access-1')
    expect(refreshed).toHaveLength(1)
    const at = NOW
    const until = new Date(NOW.getTime() + 1)
    expect(await store.leaseRefresh('two', revision, { at, until })).toBe(true)
    expect(await store.leaseRefresh('two', revision, { at, until })).toBe(false)
    await store.endRefreshLease('two', until)
    const broken = setUp(-1, { store, refresh: () => Promise.reject(new Error('broken')) })
    await expect(broken.access.get('two')).rejects.toThrow('broken')
    expect((await access.get('two')).tokens.accessToken).toBe('access-2')
  })

  test('what was refreshed for a connection that was removed meanwhile is given back, not stored', async () => {
    const { access, store, discarded } = setUp(-1, {
      refresh: async ({ integrationId }) => {
        store.connections.delete(integrationId)
        return tokens('late', 60)
      },
    })
    await expect(access.get('one')).rejects.toMatchObject({ kind: 'revoked' })
    expect(discarded).toEqual(['refresh-late'])
    expect(store.connections.has('one')).toBe(false)
  })

  test('a provider that is down changes nothing, and the next call tries again', async () => {
    let isDown = true
    const { access, store } = setUp(-1, {
      refresh: async () => {
        if (isDown) throw new ConnectorError('provider_down', 'Google Analytics', 'refresh: status 503')
        return tokens('later', 60)
      },
    })
    await expect(access.get('one')).rejects.toMatchObject({ kind: 'provider_down' })
    expect(store.connections.get('one')?.status).toBe('active')
    isDown = false
    expect((await access.get('one')).tokens.accessToken).toBe('access-later')
  })

  test('the tokens of a sandbox are not used once the platform is real', async () => {
    const { access, refreshed } = setUp(-1, { isUsable: ({ isSandbox }) => !isSandbox })
    await expect(access.get('one')).rejects.toMatchObject({ kind: 'expired' })
    expect(refreshed).toEqual([])
  })
})

import { randomUUID } from 'node:crypto'
import { Agent, databaseHandle, Member, Organization, User } from '@parley/db'
import { Types } from 'mongoose'
import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Auth, createAuth } from './create-auth.ts'
import { DEFAULT_RATE_LIMITS, RateLimitedError, type RateLimits } from './rate-limits.ts'

const ORIGIN = 'http://127.0.0.1:3000'
const PASSWORD = 'correct horse battery'
const DAY_MS = 24 * 60 * 60 * 1000

const signedIn = z.object({
  token: z.string(),
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
})
const refusal = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
})

let auth: Auth
let clock: Date
let logged: string[]

function makeAuth(options: { baseUrl?: string; rateLimits?: RateLimits } = {}): Promise<Auth> {
  const keep = (fields: object, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`)
  }
  return createAuth({
    secret: 'a secret of more than thirty-two characters',
    baseUrl: options.baseUrl ?? ORIGIN,
    trustedOrigin: () => options.baseUrl ?? ORIGIN,
    log: { info: keep, warn: keep, error: keep },
    now: () => clock,
    ...(options.rateLimits && { rateLimits: options.rateLimits }),
  })
}

beforeEach(async () => {
  clock = new Date()
  logged = []
  auth = await makeAuth()
})

function call(path: string, body?: object, headers: Record<string, string> = {}, address = '192.0.2.1') {
  const request = new Request(`${ORIGIN}/api/auth/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { origin: ORIGIN, ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  return auth.handle(request, address)
}

const newEmail = () => `${randomUUID()}@example.test`

async function signUp(email = newEmail()) {
  const response = await call('sign-up/email', { name: 'Ada Marketer', email, password: PASSWORD })
  expect(response.status).toBe(200)
  const { token, user } = signedIn.parse(await response.json())
  const setCookie = response.headers.getSetCookie()
  const cookie = setCookie.map((line) => line.split(';')[0]).join('; ')
  return { email, token, userId: new Types.ObjectId(user.id), setCookie, cookie }
}

async function refusalOf(response: Response) {
  return refusal.parse(await response.json())
}

const bearer = (token: string) => new Headers({ authorization: `Bearer ${token}` })

describe('sign-up', () => {
  test('makes user, personal organization, owner and the first agent', async () => {
    const { userId } = await signUp()
    const organization = await Organization.findOne({ ownerId: userId }).lean()
    expect(organization).toMatchObject({ name: 'Personal workspace', legalHold: false })
    const organizationId = organization?._id
    expect(await Member.find({ userId }, { _id: 0, organizationId: 1, role: 1 }).lean()).toEqual([
      { organizationId, role: 'owner' },
    ])
    expect(await Agent.countDocuments({ organizationId, ownerId: userId })).toBe(1)
  })

  test("writes a user as the model's own defaults would", async () => {
    const { userId, email } = await signUp()
    const stored = await databaseHandle().db.collection('users').findOne({ _id: userId })
    const expected = new User({ _id: userId, name: 'Ada Marketer', email }).toObject({ flattenMaps: true })
    const at = expect.any(Date)
    expect(stored).toEqual({
      ...expected,
      usage: { ...expected.usage, lastResetAt: at },
      createdAt: at,
      updatedAt: at,
    })
    await expect(User.hydrate(stored).validate()).resolves.toBeUndefined()
  })

  test('keeps the password as bcrypt in the account, and nothing of it in the user', async () => {
    const { userId } = await signUp()
    const { db } = databaseHandle()
    const account = await db.collection('accounts').findOne({ userId })
    expect(account).toMatchObject({ providerId: 'credential', password: expect.stringMatching(/^\$2b\$11\$/) })
    expect(account?._id).toBeInstanceOf(Types.ObjectId)
    expect(JSON.stringify(await db.collection('users').findOne({ _id: userId }))).not.toContain('password')
    expect(logged.join('')).not.toContain(PASSWORD)
  })

  test('commits all or nothing', async () => {
    // With this the second organization from now on cannot be written, after its user was.
    const partialFilterExpression = { createdAt: { $gte: new Date() } }
    await Organization.collection.createIndex({ name: 1 }, { unique: true, name: 'one-name', partialFilterExpression })
    try {
      await signUp()
      const email = newEmail()
      await expect(call('sign-up/email', { name: 'Ada', email, password: PASSWORD })).rejects.toThrow('E11000')
      expect(await User.countDocuments({ email })).toBe(0)
    } finally {
      await Organization.collection.dropIndex('one-name')
    }
  })

  test('trims and lower-cases the address, and takes it once', async () => {
    const email = newEmail()
    const response = await call('sign-up/email', {
      name: ' Ada ',
      email: `  ${email.toUpperCase()} `,
      password: PASSWORD,
    })
    expect(signedIn.parse(await response.json()).user).toMatchObject({ email, name: 'Ada' })
    const again = await call('sign-up/email', { name: 'Eve', email, password: PASSWORD })
    expect(again.status).toBe(422)
    expect(await User.countDocuments({ email })).toBe(1)
  })

  test.each([
    ['a short password', { password: 'nine char' }, 'password'],
    ['a password over 72 bytes', { password: 'ü'.repeat(37) }, 'password'],
    ['no address', { email: 'nobody' }, 'email'],
    ['no name', { name: '  ' }, 'name'],
    ['an operator for an address', { email: { $ne: null } }, 'email'],
  ])('refuses %s and names the field', async (_what, change, field) => {
    const response = await call('sign-up/email', { name: 'Ada', email: newEmail(), password: PASSWORD, ...change })
    expect(response.status).toBe(400)
    expect((await refusalOf(response)).fields).toEqual({ [field]: [expect.any(String)] })
  })

  test('takes a password of exactly 72 bytes', async () => {
    const email = newEmail()
    const password = 'ü'.repeat(36)
    expect((await call('sign-up/email', { name: 'Ada', email, password })).status).toBe(200)
    expect((await call('sign-in/email', { email, password })).status).toBe(200)
    expect((await call('sign-in/email', { email, password: `${password}x` })).status).toBe(401)
  })

  test('takes no plan, role or other field from the request', async () => {
    const email = newEmail()
    await call('sign-up/email', {
      name: 'Ada',
      email,
      password: PASSWORD,
      billing: { plan: 'pro' },
      emailVerified: true,
    })
    expect(await User.findOne({ email }, { billing: 1, emailVerified: 1 }).lean()).toMatchObject({
      billing: { plan: 'free' },
      emailVerified: false,
    })
  })

  test('is limited by address', async () => {
    auth = await makeAuth({ rateLimits: { ...DEFAULT_RATE_LIMITS, signUpPerAddress: { points: 1, duration: 60 } } })
    await signUp()
    const refused = await call('sign-up/email', { name: 'Ada', email: newEmail(), password: PASSWORD })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const elsewhere = { name: 'Ada', email: newEmail(), password: PASSWORD }
    expect((await call('sign-up/email', elsewhere, {}, '192.0.2.2')).status).toBe(200)
  })
})

describe('sign-in', () => {
  test('acts in the personal organization, by cookie and by token', async () => {
    const { email, userId } = await signUp()
    const organization = await Organization.findOne({ ownerId: userId }).lean()
    const response = await call('sign-in/email', { email: ` ${email.toUpperCase()}`, password: PASSWORD })
    const { token } = signedIn.parse(await response.json())
    const [setCookie = ''] = response.headers.getSetCookie()
    const actor = {
      userId: userId.toHexString(),
      organizationId: organization?._id.toHexString(),
      role: 'owner',
      sessionId: expect.stringMatching(/^[0-9a-f]{24}$/),
    }
    expect(await auth.readActor(new Headers({ cookie: setCookie.split(';')[0] ?? '' }))).toEqual(actor)
    expect(await auth.readActor(bearer(token))).toEqual(actor)
    expect(await auth.readActor(bearer(response.headers.get('set-auth-token') ?? ''))).toEqual(actor)
  })

  test('sets a cookie no script reads and no other site sends; Secure under https', async () => {
    const { setCookie } = await signUp()
    expect(setCookie).toHaveLength(1)
    expect(setCookie[0]).toMatch(/^parley\.session_token=/)
    expect(setCookie[0]).toMatch(/HttpOnly/i)
    expect(setCookie[0]).toMatch(/SameSite=Lax/i)
    expect(setCookie[0]).not.toMatch(/Secure/i)
    auth = await makeAuth({ baseUrl: 'https://chat.example.com' })
    const request = new Request('https://chat.example.com/api/auth/sign-up/email', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://chat.example.com' },
      body: JSON.stringify({ name: 'Ada', email: newEmail(), password: PASSWORD }),
    })
    const response = await auth.handle(request, '192.0.2.1')
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Secure-parley\.session_token=.*Secure/i)
  })

  test('a wrong password and an unknown address answer alike', async () => {
    const { email } = await signUp()
    const wrong = await call('sign-in/email', { email, password: 'not the password' })
    const unknown = await call('sign-in/email', { email: newEmail(), password: 'not the password' })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await wrong.json()).toEqual(await unknown.json())
  })

  test('makes the organization again when a crash left the user without', async () => {
    const { email, userId } = await signUp()
    const before = await Organization.findOne({ ownerId: userId }).lean()
    await Promise.all([
      Organization.deleteMany({ ownerId: userId }),
      Member.deleteMany({ userId }),
      Agent.deleteMany({ ownerId: userId }),
    ])
    const response = await call('sign-in/email', { email, password: PASSWORD })
    const { token } = signedIn.parse(await response.json())
    const actor = await auth.readActor(bearer(token))
    expect(actor).toMatchObject({ userId: userId.toHexString(), role: 'owner' })
    expect(actor?.organizationId).not.toBe(before?._id.toHexString())
    expect(await Agent.countDocuments({ ownerId: userId })).toBe(1)
  })

  test('an organization that was deleted lets only its owners in', async () => {
    const { token, userId } = await signUp()
    await Organization.updateOne({ ownerId: userId }, { $set: { deletedAt: new Date() } })
    expect(await auth.readActor(bearer(token))).toMatchObject({ role: 'owner' })
    await Member.updateOne({ userId }, { $set: { role: 'admin' } })
    expect(await auth.readActor(bearer(token))).toBeNull()
    await Organization.updateOne({ ownerId: userId }, { $unset: { deletedAt: 1 } })
    expect(await auth.readActor(bearer(token))).toMatchObject({ role: 'admin' })
  })

  test('ten wrong passwords close the account to that address, for the right one too', async () => {
    const { email } = await signUp()
    const guesses = Array.from({ length: 10 }, () => call('sign-in/email', { email, password: 'not the password' }))
    expect((await Promise.all(guesses)).map(({ status }) => status)).toEqual(Array(10).fill(401))
    const right = { email, password: PASSWORD }
    const refused = await call('sign-in/email', right)
    expect(refused.status).toBe(429)
    expect(await refusalOf(refused)).toMatchObject({ code: 'RATE_LIMITED' })
    expect((await call('sign-in/email', right, {}, '192.0.2.9')).status).toBe(200)
  })

  test('a right password forgets the wrong ones before it', async () => {
    const { email } = await signUp()
    const wrong = () => call('sign-in/email', { email, password: 'not the password' })
    await Promise.all(Array.from({ length: 9 }, wrong))
    expect((await call('sign-in/email', { email, password: PASSWORD })).status).toBe(200)
    expect((await Promise.all(Array.from({ length: 9 }, wrong))).map(({ status }) => status)).toEqual(
      Array(9).fill(401),
    )
  })

  test('a client cannot choose the address it is counted under', async () => {
    auth = await makeAuth({ rateLimits: { ...DEFAULT_RATE_LIMITS, signInPerAddress: { points: 2, duration: 60 } } })
    const guess = (claimed: string) =>
      call('sign-in/email', { email: newEmail(), password: 'not the password' }, { 'x-parley-client-address': claimed })
    const statuses = [await guess('203.0.113.1'), await guess('203.0.113.2'), await guess('203.0.113.3')]
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 429])
  })
})

describe('who acts', () => {
  test('is nobody without a session, with a forged one, or after sign-out', async () => {
    const { cookie, token } = await signUp()
    expect(await auth.readActor(new Headers())).toBeNull()
    expect(await auth.readActor(bearer('nonsense'))).toBeNull()
    expect(await auth.readActor(bearer('%'))).toBeNull()
    expect(await auth.readActor(new Headers({ cookie: `parley.session_token=${token}.forged` }))).toBeNull()
    expect(await auth.readActor(new Headers({ cookie: `parley.session_token=${token}` }))).toBeNull()
    expect(await auth.readActor(new Headers({ cookie }))).not.toBeNull()
    expect((await call('sign-out', {}, { cookie })).status).toBe(200)
    expect(await auth.readActor(new Headers({ cookie }))).toBeNull()
    expect(await auth.readActor(bearer(token))).toBeNull()
  })

  test('is read anew each time: role and membership at once, the session until it ends', async () => {
    const { token, userId } = await signUp()
    await Member.updateOne({ userId }, { $set: { role: 'viewer' } })
    expect(await auth.readActor(bearer(token))).toMatchObject({ role: 'viewer' })
    clock = new Date(clock.getTime() + 29 * DAY_MS)
    expect(await auth.readActor(bearer(token))).not.toBeNull()
    clock = new Date(clock.getTime() + 2 * DAY_MS)
    expect(await auth.readActor(bearer(token))).toBeNull()
    clock = new Date(clock.getTime() - 31 * DAY_MS)
    await Member.deleteOne({ userId })
    expect(await auth.readActor(bearer(token))).toBeNull()
  })

  test('get-session shows the user without what is not for clients', async () => {
    const { cookie, email } = await signUp()
    const text = await (await call('get-session', undefined, { cookie })).text()
    expect(text).toContain(email)
    expect(text).not.toMatch(/billing|stripe|spendRemaining|\$2b\$/)
  })
})

describe('a demo', () => {
  test('is a fresh user and organization whose sign-in ends after a day', async () => {
    const [first, second] = [new Headers(), new Headers()]
    const started = await auth.startDemo('192.0.2.1', first)
    const other = await auth.startDemo('192.0.2.1', second)
    expect(other.organizationId).not.toBe(started.organizationId)
    expect(Date.parse(started.expiresAt)).toBe(clock.getTime() + DAY_MS)
    const organization = await Organization.findById(started.organizationId).lean()
    expect(organization).toMatchObject({ name: 'Demo workspace', demoExpiresAt: new Date(started.expiresAt) })
    const [setCookie = ''] = first.getSetCookie()
    expect(setCookie).toMatch(/Max-Age=86400/i)
    const signedInHeaders = new Headers({ cookie: setCookie.split(';')[0] ?? '' })
    expect(await auth.readActor(signedInHeaders)).toMatchObject({
      organizationId: started.organizationId,
      role: 'owner',
    })
    clock = new Date(clock.getTime() + DAY_MS)
    expect(await auth.readActor(signedInHeaders)).toBeNull()
  })

  test('is not prolonged by asking who one is', async () => {
    const headers = new Headers()
    await auth.startDemo('192.0.2.1', headers)
    const cookie = headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const before = await databaseHandle().db.collection('sessions').find().sort({ _id: -1 }).limit(1).toArray()
    await call('get-session', undefined, { cookie })
    const after = await databaseHandle().db.collection('sessions').findOne({ _id: before[0]?._id })
    expect(after?.expiresAt).toEqual(before[0]?.expiresAt)
  })

  test('is limited by address', async () => {
    auth = await makeAuth({ rateLimits: { ...DEFAULT_RATE_LIMITS, demoPerAddress: { points: 1, duration: 60 } } })
    await auth.startDemo('192.0.2.1', new Headers())
    await expect(auth.startDemo('192.0.2.1', new Headers())).rejects.toBeInstanceOf(RateLimitedError)
    await auth.startDemo('192.0.2.2', new Headers())
  })
})

test.each([
  'organization/create',
  'change-password',
  'update-user',
  'sign-in/social',
  'demo/start',
  'ok',
  '../trpc',
  '',
])('what the product does not use is not served: %s', async (path) => {
  const { cookie } = await signUp()
  expect((await call(path, {}, { cookie })).status).toBe(404)
})

test('the library makes no index: all are ours, and there before anything is served', async () => {
  await signUp()
  const { db } = databaseHandle()
  const keysOf = async (name: string) =>
    (await db.collection(name).indexes()).map(({ key }) => JSON.stringify(key)).sort()
  expect(await keysOf('sessions')).toEqual(['{"_id":1}', '{"expiresAt":1}', '{"token":1}', '{"userId":1}'])
  expect(await keysOf('accounts')).toEqual(['{"_id":1}', '{"providerId":1,"accountId":1}', '{"userId":1}'])
  for (const model of [User, Organization, Member]) {
    const { toDrop, toCreate } = await model.diffIndexes()
    expect({ toDrop, toCreate }).toEqual({ toDrop: [], toCreate: [] })
  }
})

test('the collections are those of the data model', async () => {
  await signUp()
  const names = (await databaseHandle().db.listCollections().toArray()).map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['users', 'accounts', 'sessions', 'organizations', 'members']))
  expect(names.filter((name) => /^(?:user|account|session|organization|member)$/.test(name))).toEqual([])
})

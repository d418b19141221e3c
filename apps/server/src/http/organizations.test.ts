import { createAuth } from '@parley/auth'
import { Member, Organization, User } from '@parley/db'
import { startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createLog } from '../log.ts'
import { SECRET, startTestApp } from './start-test-app.ts'

let world: TestWorld
let app: Awaited<ReturnType<typeof startTestApp>>
beforeAll(async () => {
  world = await startTestWorld()
  app = await startTestApp(world)
})
afterAll(async () => {
  await app.close(0)
  await world.close()
})

type Headers = Record<string, string>

const answered = z.object({ result: z.object({ data: z.unknown() }) })
const refused = z.object({ error: z.object({ data: z.object({ code: z.string() }) }) })

async function ask(path: string, headers: Headers, body?: object): Promise<unknown> {
  const post = { method: 'POST', headers: { ...headers, 'content-type': 'application/json', origin: app.url } }
  const response = body
    ? await fetch(`${app.url}/trpc/${path}`, { ...post, body: JSON.stringify(body) })
    : await fetch(`${app.url}/trpc/${path}`, { headers })
  const json: unknown = await response.json()
  return response.ok ? answered.parse(json).result.data : refused.parse(json).error.data.code
}

const account = z.object({ organization: z.object({ id: z.string() }), role: z.string() })

async function whereIs(headers: Headers) {
  const { organization, role } = account.parse(await ask('account.get', headers))
  return { organizationId: organization.id, role }
}

const activate = (headers: Headers, organizationId: string) =>
  ask('organizations.activate', headers, { organizationId })

/** Somebody with an organization of their own who was made a member of another's. */
async function begin(role: 'owner' | 'member' = 'member') {
  const [boss, guest] = [await app.signUp(), await app.signUp()]
  const email = (await User.findById(guest.owner.userId).lean())?.email
  await ask('members.create', boss.bearer, { email, role: 'member' })
  const membership = { organizationId: boss.owner.organizationId, userId: guest.owner.userId }
  if (role !== 'member') await Member.updateOne(membership, { $set: { role } })
  return { boss, guest, membership, home: { organizationId: guest.owner.organizationId, role: 'owner' } }
}

test('a session acts in the organization its person chose, by cookie and by token alike, and no other session does', async () => {
  const { boss, guest, home } = await begin()
  const { organizationId } = boss.owner
  const byCookie = { cookie: guest.cookie }
  expect(await activate(byCookie, organizationId)).toMatchObject({ id: organizationId, name: 'Personal workspace' })
  expect(await whereIs(byCookie)).toEqual({ organizationId, role: 'member' })
  expect(await whereIs(guest.bearer)).toEqual({ organizationId, role: 'member' })
  expect(await whereIs(boss.bearer)).toMatchObject({ role: 'owner' })
  expect(await ask('organizations.list?input={}', guest.bearer)).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ id: home.organizationId, role: 'owner', isActive: false }),
      expect.objectContaining({ id: organizationId, role: 'member', isActive: true }),
    ]),
    nextCursor: null,
  })
  expect(await activate(guest.bearer, home.organizationId)).toMatchObject({ id: home.organizationId })
  expect(await whereIs(byCookie)).toEqual(home)
})

test('an organization of others is not found, and the session stays where it is', async () => {
  const { boss, guest } = await begin()
  expect(await activate(boss.bearer, guest.owner.organizationId)).toBe('NOT_FOUND')
  expect(await activate(boss.bearer, '0'.repeat(24))).toBe('NOT_FOUND')
  expect(await whereIs(boss.bearer)).toEqual({ organizationId: boss.owner.organizationId, role: 'owner' })
  expect(await activate({}, boss.owner.organizationId)).toBe('UNAUTHORIZED')
})

test('who is a member no more is back in their own organization with the next request', async () => {
  const { boss, guest, membership, home } = await begin()
  await activate(guest.bearer, boss.owner.organizationId)
  await Member.deleteOne(membership)
  expect(await whereIs(guest.bearer)).toEqual(home)
  expect(await activate(guest.bearer, boss.owner.organizationId)).toBe('NOT_FOUND')
  const { items } = z
    .object({ items: z.array(z.unknown()) })
    .parse(await ask('organizations.list?input={}', guest.bearer))
  expect(items).toHaveLength(1)
})

test('a deleted organization sends its members home and keeps its owners', async () => {
  const { boss, guest, membership, home } = await begin()
  await activate(guest.bearer, boss.owner.organizationId)
  await ask('organizations.remove', boss.bearer, {})
  expect(await whereIs(guest.bearer)).toEqual(home)
  expect(await activate(guest.bearer, boss.owner.organizationId)).toBe('NOT_FOUND')
  await Member.updateOne(membership, { $set: { role: 'owner' } })
  expect(await activate(guest.bearer, boss.owner.organizationId)).toMatchObject({ id: boss.owner.organizationId })
  expect(await ask('organizations.restore', guest.bearer, {})).toMatchObject({ deletedAt: null })
})

test('a demo stays in its own', async () => {
  const { boss, guest } = await begin()
  await Organization.updateOne({ _id: guest.owner.organizationId }, { $set: { demoExpiresAt: new Date() } })
  expect(await activate(guest.bearer, boss.owner.organizationId)).toBe('FORBIDDEN')
})

test('a session that ended chooses nothing', async () => {
  const { boss, guest } = await begin()
  const log = createLog({ level: 'silent', secrets: [] }, { write: () => undefined })
  const auth = await createAuth({ secret: SECRET, baseUrl: app.url, trustedOrigin: () => app.url, log })
  const forged = new globalThis.Headers({ cookie: `${guest.cookie.split('.', 2).join('.')}.forged` })
  await auth.activateOrganization(forged, boss.owner.organizationId)
  await auth.activateOrganization(new globalThis.Headers(), boss.owner.organizationId)
  expect(await whereIs(guest.bearer)).toEqual({ organizationId: guest.owner.organizationId, role: 'owner' })
})

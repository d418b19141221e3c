import { betterAuth } from 'better-auth'
import { mongodbAdapter } from 'better-auth/adapters/mongodb'
import { organization } from 'better-auth/plugins'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await startForTest()
})

afterAll(() => database.close())

const PASSWORD = 'correct horse battery'

test('better-auth signs up and in, invites and lists, in transactions, over its own adapter', async () => {
  const { client } = database
  const db = client.db('auth')
  const invited: string[] = []
  const auth = betterAuth({
    baseURL: 'http://127.0.0.1:3000',
    secret: 'a secret of thirty-two characters!',
    database: mongodbAdapter(db, { client, transaction: true }),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [organization({ sendInvitationEmail: async ({ id }) => void invited.push(id) })],
  })
  const signUp = async (name: string) => {
    const body = { name, email: `${name.toLowerCase()}@example.test`, password: PASSWORD }
    const { headers } = await auth.api.signUpEmail({ body, returnHeaders: true })
    const cookie = headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return new Headers({ cookie })
  }
  const ada = await signUp('Ada')
  const bob = await signUp('Bob')
  await expect(signUp('Ada')).rejects.toThrow(/already exists/i)
  const wrong = { email: 'ada@example.test', password: 'something else' }
  await expect(auth.api.signInEmail({ body: wrong })).rejects.toThrow(/invalid/i)
  expect(await auth.api.getSession({ headers: ada })).toMatchObject({ user: { name: 'Ada' } })

  const made = await auth.api.createOrganization({ headers: ada, body: { name: 'Example', slug: 'example' } })
  const organizationId = made?.id ?? ''
  await auth.api.createInvitation({ headers: ada, body: { email: 'bob@example.test', role: 'member', organizationId } })
  await auth.api.acceptInvitation({ headers: bob, body: { invitationId: invited[0] ?? '' } })
  const full = await auth.api.getFullOrganization({ headers: bob, query: { organizationId } })
  expect(full?.members.map(({ role }) => role).toSorted()).toEqual(['member', 'owner'])

  expect(await auth.api.listSessions({ headers: ada })).toHaveLength(1)
  await auth.api.signOut({ headers: ada })
  expect(await auth.api.getSession({ headers: ada })).toBeNull()
  expect(await db.collection('user').countDocuments()).toBe(2)
  expect(await db.collection('session').countDocuments()).toBe(1)
})

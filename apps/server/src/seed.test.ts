import { createAuth, hashPassword } from '@parley/auth'
import { createKeyRing, generateMasterKeyEntry, parseMasterKeys } from '@parley/db'
import { seedData } from '@parley/services'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { closingMessage, SEED_PASSWORD } from './seed/closing-message.ts'

const ORIGIN = 'http://127.0.0.1:3000'
const signedIn = z.object({ token: z.string() })
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

beforeAll(async () => {
  const keys = createKeyRing(parseMasterKeys(generateMasterKeyEntry('seed')))
  await seedData({ now: new Date(), passwordHash: await hashPassword(SEED_PASSWORD), keys })
}, 60_000)

test('everyone named at the end signs in, and acts in their organization with their role', async () => {
  const auth = await createAuth({
    secret: 'a secret of more than thirty-two characters',
    baseUrl: ORIGIN,
    trustedOrigin: () => ORIGIN,
    log: silent,
  })
  const said = closingMessage({ added: {}, kept: {}, seconds: 0, url: ORIGIN })
  const people = [...said.matchAll(/(\S+@example\.com) \((\w+)\)/g)]
  expect(people).toHaveLength(12)
  for (const [, email, role] of people) {
    const request = new Request(`${ORIGIN}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { origin: ORIGIN, 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: SEED_PASSWORD }),
    })
    const answer = await auth.handle(request, `192.0.2.${people.findIndex(([, one]) => one === email) + 1}`)
    expect(answer.status, email).toBe(200)
    const { token } = signedIn.parse(await answer.json())
    expect(await auth.readActor(new Headers({ authorization: `Bearer ${token}` }))).toMatchObject({ role })
  }
})

import { RateLimitedError } from '@parley/auth'
import { expect, test } from 'vitest'
import { demoStarter } from './demo-starter.ts'

const started = { organizationId: '64b000000000000000000001', expiresAt: '2026-01-02T03:04:05.000Z' }

test('a demo is started where the installation has one', async () => {
  const start = demoStarter({ startDemo: async () => started }, { isAllowed: true })
  expect(await start('192.0.2.1', new Headers())).toEqual(started)
})

test('and refused in words where it has none, without asking for one', async () => {
  let asked = 0
  const startDemo = async () => {
    asked += 1
    return started
  }
  const refused = demoStarter({ startDemo }, { isAllowed: false })('192.0.2.1', new Headers())
  await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', userMessage: expect.stringContaining('sign up') })
  expect(asked).toBe(0)
})

test('too many are refused in words, anything else stays what it is', async () => {
  const limited = demoStarter({ startDemo: () => Promise.reject(new RateLimitedError(60)) }, { isAllowed: true })
  await expect(limited('192.0.2.1', new Headers())).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  const broken = demoStarter({ startDemo: () => Promise.reject(new RangeError('x')) }, { isAllowed: true })
  await expect(broken('192.0.2.1', new Headers())).rejects.toBeInstanceOf(RangeError)
})

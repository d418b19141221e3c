import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createModelClient } from './model-client.ts'
import { isPublicAddress } from './public-only-dispatcher.ts'

describe('isPublicAddress', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '224.0.0.1',
    'localhost',
    '',
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each(['8.8.8.8', '2606:4700::1111'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
})

describe('a client for public servers only', () => {
  let port = 0
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    response.end('{}')
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => void server.close())

  async function ask(host: string, isPublicOnly: boolean) {
    const client = createModelClient({ baseUrl: `http://${host}:${port}/v1`, model: 'm', isPublicOnly })
    const request = { messages: [], tools: [], parameters: {}, signal: AbortSignal.timeout(5000) }
    for await (const _ of client.stream(request));
  }

  test.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1'])('never reaches %s', async (host) => {
    await expect(ask(host, true)).rejects.toThrow()
    expect(asked).toBe(0)
  })

  test('without it, the same server is reached', async () => {
    await ask('127.0.0.1', false)
    expect(asked).toBe(1)
  })
})

import { attachmentContract, errorDataContract, MAX_ATTACHMENT_BYTES } from '@parley/contracts'
import { createAttachment } from '@parley/services'
import { startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp } from './start-test-app.ts'

const TEXT = Buffer.from('Überblick\n')

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

async function announce() {
  const { owner, bearer, cookie } = await app.signUp()
  const input = { name: 'März "plan".txt', type: 'text/plain' as const, sizeBytes: TEXT.byteLength }
  const { url } = await createAttachment({ ctx: world.contextOf(owner), input })
  const put = (headers: Record<string, string> = bearer, body: Uint8Array<ArrayBuffer> = TEXT) =>
    fetch(`${app.url}${url}`, { method: 'PUT', headers, body })
  const get = (headers: Record<string, string> = bearer) => fetch(`${app.url}${url}`, { headers })
  return { url, bearer, cookie, put, get }
}

test('bytes go in by PUT and come out by GET as a download, with their own type and name', async () => {
  const { put, get, cookie } = await announce()
  expect((await get()).status).toBe(404)
  const stored = await put()
  expect(stored.status).toBe(200)
  expect(attachmentContract.parse(await stored.json())).toMatchObject({ state: 'ready', hasText: true })
  const response = await get({ cookie })
  expect(Buffer.from(await response.arrayBuffer())).toEqual(TEXT)
  expect(response.headers.get('content-type')).toBe('text/plain')
  expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''M%C3%A4rz%20%22plan%22.txt")
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.get('cache-control')).toBe('private, no-store')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('not for strangers and others, and not from the page of another site', async () => {
  const { put, get, cookie } = await announce()
  const { bearer } = await app.signUp()
  expect([(await put({})).status, (await put(bearer)).status]).toEqual([401, 404])
  expect((await put({ cookie, origin: 'https://other.example' })).status).toBe(403)
  await put()
  expect([(await get({})).status, (await get(bearer)).status]).toEqual([401, 404])
})

test('what was not announced so is refused as JSON', async () => {
  const { put, bearer } = await announce()
  const shorter = await put(bearer, TEXT.subarray(1))
  expect(shorter.status).toBe(400)
  expect(errorDataContract.parse(await shorter.json()).fields).toHaveProperty('sizeBytes')
  expect((await put(bearer, Buffer.alloc(MAX_ATTACHMENT_BYTES + 1))).status).toBe(413)
  expect((await fetch(`${app.url}/api/attachments/none`, { headers: bearer })).status).toBe(404)
})

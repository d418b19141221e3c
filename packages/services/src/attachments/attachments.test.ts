import { createHash, randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { Attachment, databaseHandle } from '@parley/db'
import { createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { conversationKey } from '../conversations/conversation-key.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts'
import { listMessages } from '../messages/list-messages.ts'
import { sendMessage } from '../messages/send-message.ts'
import { createAttachment } from './create-attachment.ts'
import { getAttachment } from './get-attachment.ts'
import { keepResult } from './keep-result.ts'
import { openAttachment } from './open-attachment.ts'
import { pdfOf } from './pdf-of.test-support.ts'
import { readText } from './read-text.ts'
import { requireType } from './require-type.ts'
import { storeAttachment } from './store-attachment.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const CSV = Buffer.from('day,visits\n2026-01-01,12\n')
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function begin() {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const announce = async (bytes: Uint8Array = CSV, more: object = {}) => {
    const input = { name: 'visits.csv', type: 'text/csv' as const, sizeBytes: bytes.byteLength, ...more }
    return (await createAttachment({ ctx, input })).id
  }
  const upload = async (bytes: Uint8Array = CSV, more: object = {}) => {
    const attachmentId = await announce(bytes, more)
    await storeAttachment({ ctx, input: { attachmentId, bytes } })
    return attachmentId
  }
  return { ...tenant, ctx, announce, upload }
}

const filesLeft = () => databaseHandle().db.collection('attachments.files').countDocuments({})

describe('a file', () => {
  test('is announced, uploaded and given back as it was, with what can be read in it', async () => {
    const { ctx, announce } = await begin()
    const attachmentId = await announce(CSV, { sha256: sha256(CSV) })
    const input = { attachmentId }
    expect(await getAttachment({ ctx, input })).toMatchObject({
      state: 'awaiting_upload',
      url: `/api/attachments/${attachmentId}`,
      hasText: false,
    })
    await expect(openAttachment({ ctx, input })).rejects.toThrow(NotFoundError)
    const stored = await storeAttachment({ ctx, input: { attachmentId, bytes: CSV } })
    expect(stored).toMatchObject({ state: 'ready', sha256: sha256(CSV), sizeBytes: CSV.byteLength, hasText: true })
    const opened = await openAttachment({ ctx, input })
    expect(await buffer(opened.bytes)).toEqual(CSV)
    expect(await Attachment.findById(attachmentId).lean()).toMatchObject({ text: CSV.toString() })
  })

  test('of several hundred kilobytes comes back whole', async () => {
    const { ctx, upload } = await begin()
    const bytes = Buffer.from('0123456789abcdef\n'.repeat(50_000))
    const attachmentId = await upload(bytes, { type: 'text/plain' })
    const { bytes: stream } = await openAttachment({ ctx, input: { attachmentId } })
    expect(sha256(await buffer(stream))).toBe(sha256(bytes))
  })

  test('is taken once: the same bytes again are answered alike, others refused', async () => {
    const { ctx, upload } = await begin()
    const attachmentId = await upload()
    const before = await filesLeft()
    const again = await storeAttachment({ ctx, input: { attachmentId, bytes: CSV } })
    expect(again.state).toBe('ready')
    const others = storeAttachment({ ctx, input: { attachmentId, bytes: Buffer.from('x') } })
    await expect(others).rejects.toThrow(ConflictError)
    expect(await filesLeft()).toBe(before)
  })

  test('two uploads at once leave one file', async () => {
    const { ctx, announce } = await begin()
    const attachmentId = await announce()
    const before = await filesLeft()
    const input = { attachmentId, bytes: CSV }
    const stored = await Promise.all([storeAttachment({ ctx, input }), storeAttachment({ ctx, input })])
    expect(stored.map(({ state }) => state)).toEqual(['ready', 'ready'])
    expect(await filesLeft()).toBe(before + 1)
  })

  test('is what was announced: size, SHA-256 and type', async () => {
    const { ctx, announce } = await begin()
    const refuses = async (attachmentId: string, bytes: Uint8Array, field: string) =>
      expect(storeAttachment({ ctx, input: { attachmentId, bytes } })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        fields: { [field]: [expect.any(String)] },
      })
    await refuses(await announce(), CSV.subarray(1), 'sizeBytes')
    await refuses(await announce(CSV, { sha256: sha256(PNG) }), CSV, 'sha256')
    await refuses(await announce(PNG), PNG, 'type')
    await refuses(await announce(CSV, { type: 'image/png' }), CSV, 'type')
    await refuses(await announce(Buffer.from([0xff, 0xfe, 0x41])), Buffer.from([0xff, 0xfe, 0x41]), 'type')
  })

  test("only its person's: a colleague and a stranger do not find it, a viewer announces none", async () => {
    const { upload, announce, organizationId } = await begin()
    const attachmentId = await upload()
    const open = await announce()
    const colleague = world.contextOf(await createMember(organizationId, 'admin'))
    for (const ctx of [colleague, (await begin()).ctx]) {
      await expect(openAttachment({ ctx, input: { attachmentId } })).rejects.toThrow(NotFoundError)
      await expect(getAttachment({ ctx, input: { attachmentId } })).rejects.toThrow(NotFoundError)
      const bytes = { attachmentId: open, bytes: CSV }
      await expect(storeAttachment({ ctx, input: bytes })).rejects.toThrow(NotFoundError)
    }
    const ctx = world.contextOf(await createMember(organizationId, 'viewer'))
    const input = { name: 'a.txt', type: 'text/plain' as const, sizeBytes: 1 }
    await expect(createAttachment({ ctx, input })).rejects.toThrow(ForbiddenError)
  })
})

describe('messages.send', () => {
  test('takes own uploaded files, once each', async () => {
    const { ctx, upload, announce } = await begin()
    const attachmentId = await upload()
    const { id: conversationId } = await createConversation({ ctx, input: {} })
    const send = (attachments: string[]) =>
      sendMessage({ ctx, input: { conversationId, clientMessageId: randomUUID(), text: 'See this', attachments } })
    await expect(send([await announce()])).rejects.toThrow(InvalidInputError)
    await expect(send([await (await begin()).upload()])).rejects.toThrow(InvalidInputError)
    const { userMessage, assistantMessage } = await send([attachmentId])
    const attachments = [
      { url: `/api/attachments/${attachmentId}`, type: 'text/csv', name: 'visits.csv', sizeBytes: CSV.byteLength },
    ]
    expect(userMessage.attachments).toEqual(attachments)
    expect(assistantMessage).not.toHaveProperty('attachments')
    const { items } = await listMessages({ ctx, input: { conversationId } })
    expect(items[0]?.attachments).toEqual(attachments)
    expect((await Attachment.findById(attachmentId).lean())?.conversationId?.toHexString()).toBe(conversationId)
    const other = await createConversation({ ctx, input: {} })
    const again = {
      conversationId: other.id,
      clientMessageId: randomUUID(),
      text: 'Again',
      attachments: [attachmentId],
    }
    await expect(sendMessage({ ctx, input: again })).rejects.toThrow(InvalidInputError)
  })
})

test('a long result is a file of its conversation, for its person alone', async () => {
  const { ctx, owner } = await begin()
  const { id: conversationId } = await createConversation({ ctx, input: {} })
  const json = JSON.stringify({ rows: 'x'.repeat(50_000) })
  const attachmentId = await keepResult(conversationKey(owner, conversationId), 'run_report', json)
  const { attachment, bytes } = await openAttachment({ ctx, input: { attachmentId } })
  expect(attachment).toMatchObject({ name: 'run_report.json', type: 'application/json', sizeBytes: json.length })
  expect((await buffer(bytes)).toString()).toBe(json)
  expect((await Attachment.findById(attachmentId).lean())?.conversationId?.toHexString()).toBe(conversationId)
  await expect(openAttachment({ ctx: (await begin()).ctx, input: { attachmentId } })).rejects.toThrow(NotFoundError)
})

describe('what a file holds', () => {
  test('text of a PDF; nothing of a broken one or a picture', async () => {
    expect(await readText('application/pdf', pdfOf('Spring plan'))).toContain('Spring plan')
    await requireType('application/pdf', pdfOf('Spring plan'))
    expect(await readText('application/pdf', Buffer.from('%PDF-1.4 broken'))).toBe('')
    expect(await readText('image/png', PNG)).toBe('')
    expect(await readText('text/plain', Buffer.from('é'.repeat(300_000)))).toHaveLength(200_000)
  })

  test('a script is no picture, and a picture no text', async () => {
    await requireType('image/png', PNG)
    const script = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    await expect(requireType('image/png', script)).rejects.toThrow(InvalidInputError)
    await expect(requireType('text/plain', PNG)).rejects.toThrow(InvalidInputError)
  })
})

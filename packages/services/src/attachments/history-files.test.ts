import { randomUUID } from 'node:crypto'
import type { HistoryMessage, TurnMaterial } from '@parley/assistant'
import type { Message } from '@parley/contracts'
import { Attachment, Turn } from '@parley/db'
import {
  createMember,
  createTenant,
  findScans,
  recordQueries,
  startTestWorld,
  type TestWorld,
  waitForAnswer,
} from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { editMessage } from '../messages/edit-message.ts'
import { regenerateMessage } from '../messages/regenerate-message.ts'
import { sendMessage } from '../messages/send-message.ts'
import { objectId } from '../object-id.ts'
import { turnRefOf } from '../turns/turn-ref.ts'
import { attachmentUrl } from './attachment-view.ts'
import { createAttachment } from './create-attachment.ts'
import { pdfOf } from './pdf-of.test-support.ts'
import { readFileTexts } from './read-file-texts.ts'
import { storeAttachment } from './store-attachment.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const CSV = Buffer.from('day,visits\nMonday,12\nTuesday,30\n')
const file = (name: string, type: 'text/csv' | 'text/plain' | 'application/pdf', bytes: Buffer) => ({
  name,
  type,
  bytes,
})

async function begin() {
  const { owner } = await createTenant()
  /** What the model was asked before its turns were written. */
  const ahead: TurnMaterial[] = []
  const turns: MemberContext['turns'] = {
    ...world.turns,
    askAhead(material) {
      ahead.push(material)
      return world.turns.askAhead(material)
    },
  }
  const ctx = world.contextOf(owner, { turns })
  const { id: conversationId } = await createConversation({ ctx, input: {} })
  const upload = async ({ name, type, bytes }: ReturnType<typeof file>) => {
    const { id } = await createAttachment({ ctx, input: { name, type, sizeBytes: bytes.byteLength } })
    await storeAttachment({ ctx, input: { attachmentId: id, bytes } })
    return id
  }
  const askAbout = async (text: string, files: ReturnType<typeof file>[] = []) => {
    const attachments = await Promise.all(files.map(upload))
    const input = { conversationId, clientMessageId: randomUUID(), text, attachments }
    const sent = await sendMessage({ ctx, input })
    return { ...sent, answer: await waitForAnswer(ctx, conversationId, sent.assistantMessage.id) }
  }
  return { owner, ctx, conversationId, upload, askAbout, ahead }
}

/** What a later attempt of the answer's turn is told. */
async function toldAgain({ id, conversationId }: Message): Promise<HistoryMessage[]> {
  const turn = await Turn.findOne({ messageId: id, conversationId }).lean()
  if (!turn) throw new Error('No turn')
  await Turn.updateOne({ _id: turn._id }, { state: 'running' })
  return (await world.store.load(turnRefOf(turn, objectId(turn.ownerKey))))?.history ?? []
}

const filesOf = (history: readonly HistoryMessage[] = []) => history.map(({ files = [] }) => files)
const csvTold = { name: 'visits.csv', type: 'text/csv', text: CSV.toString() }

describe('a turn is told what is in files', () => {
  test('that are sent with the question, of a PDF too, asked ahead as later', async () => {
    const { askAbout, ahead } = await begin()
    const pdf = file('plan.pdf', 'application/pdf', pdfOf('Spring plan'))
    const { assistantMessage } = await askAbout('Sum these up', [file('visits.csv', 'text/csv', CSV), pdf])
    const expected = [
      [csvTold, { name: 'plan.pdf', type: 'application/pdf', text: expect.stringContaining('Spring plan') }],
    ]
    expect(filesOf(ahead[0]?.history)).toEqual(expected)
    expect(filesOf(await toldAgain(assistantMessage))).toEqual(expected)
  })

  test('that went with an earlier question', async () => {
    const { askAbout, ahead } = await begin()
    const { answer } = await askAbout('Look at this', [file('visits.csv', 'text/csv', CSV)])
    expect(answer.text).toContain('- **visits:** 42')
    expect(answer.ai?.unsupportedFigures).toEqual([])
    const { assistantMessage } = await askAbout('Which day was best?')
    const expected = [[csvTold], [], []]
    expect(filesOf(ahead.at(-1)?.history)).toEqual(expected)
    expect(filesOf(await toldAgain(assistantMessage))).toEqual(expected)
  })

  test('when the question is edited, and then asked again', async () => {
    const { ctx, conversationId, askAbout, ahead } = await begin()
    const { userMessage } = await askAbout('How many rows?', [file('visits.csv', 'text/csv', CSV)])
    const edit = { conversationId, clientMessageId: randomUUID(), messageId: userMessage.id, text: 'How many visits?' }
    const edited = await editMessage({ ctx, input: edit })
    expect(edited.userMessage.attachments).toEqual(userMessage.attachments)
    await waitForAnswer(ctx, conversationId, edited.assistantMessage.id)
    const messageId = edited.assistantMessage.id
    const again = await regenerateMessage({ ctx, input: { conversationId, clientMessageId: randomUUID(), messageId } })
    await waitForAnswer(ctx, conversationId, again.assistantMessage.id)
    for (const { history } of ahead.slice(1)) {
      expect(history.map(({ text, files }) => [text, files])).toEqual([['How many visits?', [csvTold]]])
    }
    expect(ahead).toHaveLength(3)
  })

  test('a megabyte is read no further than it is shown', async () => {
    const { askAbout, ahead } = await begin()
    await askAbout('What is it?', [file('long.txt', 'text/plain', Buffer.from('x'.repeat(1_000_000)))])
    expect(ahead[0]?.history[0]?.files?.[0]?.text).toHaveLength(24_001)
  })
})

describe('their texts', () => {
  const message = (...ids: string[]) => ({
    attachments: ids.map((id) => ({ url: attachmentUrl(id), name: 'a.csv', type: 'text/csv', sizeBytes: 1 })),
  })

  test("are read for their person alone: another tenant's, a colleague's and unknown files are not", async () => {
    const { owner, conversationId, upload } = await begin()
    const mine = await upload(file('visits.csv', 'text/csv', CSV))
    const theirs = await (await begin()).upload(file('secret.csv', 'text/csv', Buffer.from('secret')))
    const colleague = world.contextOf(await createMember(owner.organizationId, 'member'))
    const { id: shared } = await createAttachment({
      ctx: colleague,
      input: { name: 'b.txt', type: 'text/plain', sizeBytes: 6 },
    })
    await storeAttachment({ ctx: colleague, input: { attachmentId: shared, bytes: Buffer.from('secret') } })
    const key = conversationKey(owner, conversationId)
    const unknown = new Types.ObjectId().toHexString()
    const texts = await readFileTexts(key, [message(mine, theirs), message(shared, unknown)])
    expect([...texts]).toEqual([[attachmentUrl(mine), CSV.toString()]])
  })

  test('are one read, however many files there are, and none where there is none; of many, the newest', async () => {
    const { owner, conversationId, upload } = await begin()
    const key = conversationKey(owner, conversationId)
    const first = await upload(file('first.csv', 'text/csv', CSV))
    const rest = await Promise.all(Array.from({ length: 20 }, (_, at) => upload(file(`${at}.csv`, 'text/csv', CSV))))
    const none = await recordQueries(async () => {
      expect((await readFileTexts(key, [message(), message()])).size).toBe(0)
    })
    expect(none).toEqual([])
    const asked = await recordQueries(async () => {
      const texts = await readFileTexts(key, [message(first), ...rest.map((id) => message(id))])
      expect([...texts.keys()].sort()).toEqual(rest.map(attachmentUrl).sort())
    })
    expect(asked).toHaveLength(1)
    expect(await findScans(asked)).toEqual([])
    expect(await Attachment.countDocuments({ ownerKey: owner.userId })).toBe(21)
  })
})

import { Types } from 'mongoose'
import { expect, test } from 'vitest'
import { databaseHandle } from '../connection.ts'
import { ensureMarketingAssistant } from '../ensure-marketing-assistant.ts'
import { Agent } from '../models/agent.ts'
import { migrateDown } from './migrate-down.ts'
import { migrateUp } from './migrate-up.ts'

const id = () => new Types.ObjectId()
const functionsOf = async (_id: Types.ObjectId) =>
  (await Agent.findById(_id).lean().orFail()).tools.map(({ name, enabled }) => `${name} ${enabled}`)

const FIRST = ['find_past_conversations true', 'get_page_context true', 'get_current_date true']
const CONNECTING = ['list_connections true', 'connect_google_analytics true', 'run_report true']

/** Takes an agent back to how the version before connections seeded it. */
async function makeOld(_id: Types.ObjectId, functions: string[]): Promise<void> {
  const { systemPrompt } = await Agent.findById(_id).lean().orFail()
  const tools = functions.map((name) => ({ name, category: 'data', enabled: true }))
  const lines = systemPrompt.split('\n').filter((line) => !line.startsWith('For questions about how'))
  await Agent.updateOne({ _id }, { $set: { tools, systemPrompt: lines.join('\n') } })
}

test('an older installation can connect, go back, and connect again', async () => {
  const seed = () => ensureMarketingAssistant({ organizationId: id(), ownerId: id() })
  const [first, empty, edited, current] = await Promise.all([seed(), seed(), seed(), seed()])
  const names = FIRST.map((entry) => entry.split(' ')[0] ?? '')
  const { systemPrompt: now } = await Agent.findById(current).lean().orFail()
  await makeOld(first, names)
  await makeOld(empty, [])
  await makeOld(edited, names)
  await Agent.updateOne({ _id: edited }, { $set: { systemPrompt: 'Mine' } })
  const own = id()
  await Agent.create([{ _id: own, name: 'Own', type: 'task', ownerId: id(), organizationId: id() }])
  const turns = databaseHandle().db.collection('turns')
  const turn = { _id: id(), messageId: id(), state: 'done', rounds: [], text: '' }
  await turns.insertOne(turn)

  const expectMigrated = async () => {
    for (const agent of [first, empty, edited, current])
      expect(await functionsOf(agent)).toEqual([...FIRST, ...CONNECTING])
    expect(await Agent.findById(first).lean()).toMatchObject({ systemPrompt: now })
    expect(await Agent.findById(edited).lean()).toMatchObject({ systemPrompt: 'Mine' })
    expect(await functionsOf(own)).toEqual([])
    expect(await turns.findOne({ _id: turn._id })).toMatchObject({ parts: [] })
  }
  expect(await migrateUp()).toEqual(['0001-as-landed', '0002-assistant-connects'])
  await expectMigrated()
  expect(await migrateDown()).toBe('0002-assistant-connects')
  expect(await functionsOf(first)).toEqual(FIRST)
  expect((await Agent.findById(first).lean().orFail()).systemPrompt).not.toContain('look at the connections')
  expect(await migrateDown()).toBe('0001-as-landed')
  expect(await turns.findOne({ _id: turn._id })).toEqual(turn)
  await migrateUp()
  await expectMigrated()
})

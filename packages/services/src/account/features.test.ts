import { updateFeaturesInput } from '@parley/contracts'
import { User } from '@parley/db'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { InvalidInputError, NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { openAccountExport } from './export-account.ts'
import { getAccount } from './get-account.ts'
import { updateFeatures } from './update-features.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

async function begin() {
  const { owner } = await createTenant()
  const email = (await User.findById(owner.userId).lean())?.email ?? ''
  const change = (...changes: { name: string; value?: boolean | number | string | null }[]) =>
    updateFeatures({ input: updateFeaturesInput.parse({ email, changes }) })
  return { owner, email, change, shown: async () => (await getAccount({ ctx: world.contextOf(owner) })).features }
}

test('flags are set and taken away one by one, and the person’s browser is told', async () => {
  const { change, shown } = await begin()
  const { shown: others } = await begin()
  expect(await shown()).toEqual({})
  await change({ name: 'newThread', value: true }, { name: 'maxCharts', value: 3 })
  await change({ name: 'greeting', value: 'Hello' }, { name: 'maxCharts', value: 4 })
  const all = { greeting: 'Hello', maxCharts: 4, newThread: true }
  expect(await shown()).toEqual(all)
  expect(await change({ name: 'greeting' }, { name: 'neverSet' }, { name: 'newThread', value: null })).toEqual({
    maxCharts: 4,
    newThread: null,
  })
  expect(await change()).toEqual({ maxCharts: 4, newThread: null })
  expect(await others()).toEqual({})
})

test('changes at once all count', async () => {
  const { change, shown } = await begin()
  await Promise.all(['a', 'b', 'c', 'd'].map((name) => change({ name, value: name })))
  expect(await shown()).toEqual({ a: 'a', b: 'b', c: 'c', d: 'd' })
})

test.each(['', 'A', '1a', '$set', 'a.b', 'a-b', '__proto__', 'constructor', 'toString', `a${'b'.repeat(64)}`])(
  'the name %j is refused',
  (name) => {
    const refused = (value?: boolean) =>
      !updateFeaturesInput.safeParse({ email: 'a@b.test', changes: [{ name, value }] }).success
    expect([refused(true), refused()]).toEqual([true, true])
  },
)

test.each([{}, [], [1], Number.NaN, Number.POSITIVE_INFINITY, 'x'.repeat(1001)])('the value %j is refused', (value) => {
  expect(updateFeaturesInput.safeParse({ email: 'a@b.test', changes: [{ name: 'a', value }] }).success).toBe(false)
})

test('nobody has flags under an unknown address, and nobody has more than a hundred', async () => {
  const { change } = await begin()
  const input = { email: 'nobody@example.test', changes: [{ name: 'a', value: true }] }
  await expect(updateFeatures({ input })).rejects.toThrow(NotFoundError)
  const many = Array.from({ length: 100 }, (_, index) => ({ name: `flag${index}`, value: true }))
  await change(...many)
  await expect(change({ name: 'oneMore', value: true })).rejects.toThrow(InvalidInputError)
  expect(Object.keys(await change({ name: 'flag0' }, { name: 'oneMore', value: true }))).toHaveLength(100)
})

test('what is stored and no flag is not shown; the export has all of it', async () => {
  const { owner, shown } = await begin()
  const stored = { $set: { features: { fine: 1, nested: { a: 1 }, Odd: true } } }
  await User.updateOne({ _id: objectId(owner.userId) }, stored)
  expect(await shown()).toEqual({ fine: 1 })
  await User.updateOne({ _id: objectId(owner.userId) }, { $unset: { features: 1 } })
  expect(await shown()).toEqual({})
  await User.updateOne({ _id: objectId(owner.userId) }, stored)
  let exported = ''
  for await (const { name, content } of await openAccountExport({ ctx: world.contextOf(owner) }))
    if (name === 'data/users.json') for await (const part of content) exported += part
  expect(JSON.parse(exported)).toMatchObject([{ features: stored.$set.features }])
})

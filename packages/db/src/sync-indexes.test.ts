import { afterEach, describe, expect, test } from 'vitest'
import { Conversation } from './models/conversation.ts'
import { Member } from './models/member.ts'
import { findMissingIndexes, syncIndexes } from './sync-indexes.ts'

afterEach(syncIndexes)

describe('missing indexes are named', () => {
  test('when one is gone', async () => {
    expect(await findMissingIndexes()).toEqual([])
    await Member.collection.dropIndex('userId_1')
    expect(await findMissingIndexes()).toEqual(['members {"userId":1}'])
  })

  test('when one is another than it should be', async () => {
    await Conversation.collection.dropIndex('sessionId_1')
    await Conversation.collection.createIndex({ sessionId: 1 }, { sparse: false })
    expect(await findMissingIndexes()).toEqual(['conversations {"sessionId":1}'])
  })

  test('when the whole collection is gone', async () => {
    await Member.collection.drop()
    expect(await findMissingIndexes()).toEqual(['members {"organizationId":1,"userId":1}', 'members {"userId":1}'])
  })

  test('and one that is there besides is nobody’s harm', async () => {
    await Member.collection.createIndex({ role: 1 })
    expect(await findMissingIndexes()).toEqual([])
  })
})

import { Types } from 'mongoose'
import { beforeEach, expect, test } from 'vitest'
import { ApiKey } from '../models/api-key.ts'
import { EncryptionKeyCheck } from '../models/encryption-key-check.ts'
import { Erasure } from '../models/erasure.ts'
import { PlatformIntegration } from '../models/platform-integration.ts'
import { Tool } from '../models/tool.ts'
import { checkStoredKeys } from './check-stored-keys.ts'
import { encryptField } from './encrypt-field.ts'
import { createKeyRing } from './key-ring.ts'
import { generateMasterKeyEntry, parseMasterKeys } from './master-key.ts'

const [one, sameId, two] = [generateMasterKeyEntry('k1'), generateMasterKeyEntry('k1'), generateMasterKeyEntry('k2')]
const ringOf = (...entries: string[]) => createKeyRing(parseMasterKeys(entries.join(',')))

beforeEach(async () => {
  await EncryptionKeyCheck.deleteMany({})
  await PlatformIntegration.deleteMany({})
  await ApiKey.deleteMany({})
})

async function storeToken(ring: ReturnType<typeof ringOf>) {
  const address = { model: 'm', recordId: 'r', userId: 'u', platform: 'p', field: 'f' }
  await PlatformIntegration.create([
    {
      organizationId: new Types.ObjectId(),
      userId: new Types.ObjectId(),
      platform: 'google_analytics',
      grantKey: 'g',
      isSandbox: true,
      credentials: { accessToken: encryptField(ring, address, 'a token') },
      connectedAt: new Date(),
    },
  ])
}

test('the same key passes every start, a newer one is noted beside it', async () => {
  await checkStoredKeys(ringOf(one))
  await checkStoredKeys(ringOf(one))
  await checkStoredKeys(ringOf(one, two))
  expect((await EncryptionKeyCheck.find().lean()).map(({ _id }) => _id).sort()).toEqual(['k1', 'k2'])
})

test('another key under a known id fails and says which', async () => {
  await checkStoredKeys(ringOf(one))
  await expect(checkStoredKeys(ringOf(sameId))).rejects.toThrow(/The key k1 .* is not the one/)
})

test('a key may go once nothing is sealed with it, and not before', async () => {
  await checkStoredKeys(ringOf(one))
  await storeToken(ringOf(one))
  await expect(checkStoredKeys(ringOf(two))).rejects.toThrow(/encrypted with the key k1/)
  await PlatformIntegration.deleteMany({})
  await checkStoredKeys(ringOf(two))
  expect((await EncryptionKeyCheck.find().lean()).map(({ _id }) => _id)).toEqual(['k2'])
})

test('nor while an API key is sealed with it', async () => {
  await checkStoredKeys(ringOf(one, two))
  const address = { model: 'ApiKey', recordId: 'r', userId: '', platform: '', field: 'encryptedKey' }
  const [organizationId, providerId, projectId] = [new Types.ObjectId(), new Types.ObjectId(), new Types.ObjectId()]
  const encryptedKey = encryptField(ringOf(one), address, 'a key')
  await ApiKey.create([{ organizationId, providerId, projectId, name: 'K', encryptedKey, lastFour: 'akey' }])
  await expect(checkStoredKeys(ringOf(two))).rejects.toThrow(/k1/)
  await ApiKey.deleteMany({})
  await checkStoredKeys(ringOf(two))
})

test('nor while the secret of a webhook is sealed with it', async () => {
  await checkStoredKeys(ringOf(one, two))
  const address = { model: 'Tool', recordId: 'r', userId: '', platform: '', field: 'signingSecret' }
  const webhook = {
    organizationId: new Types.ObjectId(),
    name: 'add_note',
    displayName: 'Add a note',
    description: 'Adds a note.',
    category: 'communication' as const,
    parametersSchema: { type: 'object' },
    implementation: { type: 'webhook' as const, handler: 'https://crm.test' },
    effect: 'write' as const,
    signingSecret: encryptField(ringOf(one), address, 'a secret'),
  }
  await Tool.create([webhook])
  await expect(checkStoredKeys(ringOf(two))).rejects.toThrow(/k1/)
  await Tool.deleteMany({})
  await checkStoredKeys(ringOf(two))
})

test('nor while a grant of an erased account is to be taken back with it', async () => {
  await checkStoredKeys(ringOf(one, two))
  const address = { model: 'Erasure', recordId: 'r', userId: '', platform: '', field: 'pendingRevocations.a' }
  const refreshToken = encryptField(ringOf(one), address, 'a token')
  const pending = {
    id: 'a',
    platform: 'google_analytics' as const,
    isSandbox: true,
    refreshToken,
    nextTryAt: new Date(),
  }
  await Erasure.create([
    { kind: 'account', state: 'completed', subjectHash: 'h', startedAt: new Date(), pendingRevocations: [pending] },
  ])
  await expect(checkStoredKeys(ringOf(two))).rejects.toThrow(/k1/)
  await Erasure.deleteMany({})
  await checkStoredKeys(ringOf(two))
})

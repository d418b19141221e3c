import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decryptField, isSealedByOlderKey } from './decrypt-field.ts'
import { encryptField, sealEnvelope } from './encrypt-field.ts'
import { EncryptionError } from './encryption-error.ts'
import { formatEnvelope, parseEnvelope } from './envelope.ts'
import { macInput } from './envelope-mac.ts'
import type { FieldAddress } from './field-address.ts'
import { makeKeyCheck, verifyKeyCheck } from './key-check.ts'
import { createKeyRing, loadKeyRing } from './key-ring.ts'
import { environmentKeySource, fileKeySource } from './key-source.ts'
import { generateMasterKeyEntry, parseMasterKeys } from './master-key.ts'

const isSoak = process.env.PARLEY_SOAK === '1'
const SEED = 20261121

function masterOf(id: string, first: number) {
  return { id, bytes: Uint8Array.from({ length: 32 }, (_, index) => (first + index) % 256) }
}

const ring = createKeyRing([masterOf('k1', 0), masterOf('k2', 100)])
const address: FieldAddress = {
  model: 'PlatformIntegration',
  recordId: '0123456789abcdef01234567',
  userId: '89abcdef0123456789abcdef',
  platform: 'google_analytics',
  field: 'credentials.refreshToken',
}
const PLAINTEXT = 'planted-secret-1//0gXyZ-ü-token'

function errorOf(run: () => unknown): EncryptionError {
  try {
    run()
  } catch (error) {
    if (error instanceof EncryptionError) return error
    throw error
  }
  throw new Error('It opened.')
}

/** The keys and the layout again, from the description in docs/security.md and Node's own crypto only. */
function nodeKey(master: Uint8Array, purpose: string, keyId: string) {
  return Buffer.from(hkdfSync('sha256', master, '', `parley v1 ${purpose} ${keyId}`, 32))
}

function nodeMac(master: Uint8Array, keyId: string, at: FieldAddress, iv: Buffer, ciphertext: Buffer) {
  const hmac = createHmac('sha256', nodeKey(master, 'hmac-sha256', keyId))
  for (const part of ['v1', keyId, at.model, at.recordId, at.userId, at.platform, at.field, iv, ciphertext]) {
    const bytes = Buffer.from(part)
    hmac.update(Uint8Array.of(bytes.length >>> 24, bytes.length >>> 16, bytes.length >>> 8, bytes.length)).update(bytes)
  }
  return hmac.digest()
}

describe('against Node’s own crypto', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 40 }))

  test('Node opens what crypto-js sealed, and the MAC is Node’s', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const [version, keyId, ...parts] = encryptField(ring, address, text).split('.')
        const [iv, ciphertext, mac] = parts.map((part) => Buffer.from(part, 'base64url'))
        if (!iv || !ciphertext || !mac || keyId === undefined) throw new Error('five parts')
        const master = masterOf('k2', 100).bytes
        expect([version, keyId, iv.length, mac.length]).toEqual(['v1', 'k2', 16, 32])
        expect(mac).toEqual(nodeMac(master, keyId, address, iv, ciphertext))
        const decipher = createDecipheriv('aes-256-cbc', nodeKey(master, 'aes-256-cbc', keyId), iv)
        expect(Buffer.concat([decipher.update(ciphertext), decipher.final()])).toEqual(Buffer.from(text, 'utf8'))
      }),
      { numRuns: isSoak ? 5000 : 100, seed: SEED },
    )
  })

  test('crypto-js opens what Node sealed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.uint8Array({ minLength: 16, maxLength: 16 }), (text, ivBytes) => {
        const iv = Buffer.from(ivBytes)
        const master = masterOf('k1', 0).bytes
        const cipher = createCipheriv('aes-256-cbc', nodeKey(master, 'aes-256-cbc', 'k1'), iv)
        const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
        const mac = nodeMac(master, 'k1', address, iv, ciphertext)
        expect(decryptField(ring, address, formatEnvelope({ keyId: 'k1', iv, ciphertext, mac }))).toBe(text)
      }),
      { numRuns: isSoak ? 5000 : 100, seed: SEED },
    )
  })

  test('the vector of docs/security.md', async () => {
    const page = await readFile(new URL('../../../../docs/security.md', import.meta.url), 'utf8')
    const block = /```json encryption-vector\n([\s\S]*?)```/.exec(page)?.[1]
    const vector: Record<string, string> & { address: FieldAddress } = JSON.parse(block ?? 'null')
    const { masterKey = '', keyId = '', iv = '', plaintext = '', envelope = '', cipherKey, macKey } = vector
    const only = createKeyRing([{ id: keyId, bytes: Buffer.from(masterKey, 'hex') }])
    expect(only.newest.cipherKey.toString('hex')).toBe(cipherKey)
    expect(only.newest.macKey.toString('hex')).toBe(macKey)
    expect(macInput(parseEnvelope(envelope), vector.address).toString('hex')).toBe(vector.macInput)
    expect(sealEnvelope(only.newest, vector.address, plaintext, Buffer.from(iv, 'hex'))).toBe(envelope)
    expect(decryptField(only, vector.address, envelope)).toBe(plaintext)
  })
})

describe('what was tampered with never opens', () => {
  const envelope = encryptField(ring, address, PLAINTEXT)
  const parsed = parseEnvelope(envelope)

  test('every bit of every part flipped', () => {
    for (const part of ['iv', 'ciphertext', 'mac'] as const) {
      for (let bit = 0; bit < parsed[part].length * 8; bit++) {
        const flipped = Buffer.from(parsed[part])
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        const error = errorOf(() => decryptField(ring, address, formatEnvelope({ ...parsed, [part]: flipped })))
        expect(error.code).toBe('not_authentic')
      }
    }
  })

  test('every character replaced, removed or doubled; every truncation', () => {
    const replacements = isSoak ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n' : 'Ag0-_.= '
    for (let index = 0; index < envelope.length; index++) {
      const [before, at, after] = [
        envelope.slice(0, index),
        envelope.slice(index, index + 1),
        envelope.slice(index + 1),
      ]
      const changed = [before, before + after, before + at + at + after]
      for (const other of replacements) if (other !== at) changed.push(before + other + after)
      for (const candidate of changed) expect(errorOf(() => decryptField(ring, address, candidate))).toBeDefined()
    }
  })

  test.each<[string, Partial<FieldAddress>]>([
    ['model', { model: 'OAuthAttempt' }],
    ['record', { recordId: '0123456789abcdef01234568' }],
    ['person', { userId: '89abcdef0123456789abcdee' }],
    ['nobody', { userId: '' }],
    ['platform', { platform: 'google_ads' }],
    ['field', { field: 'credentials.accessToken' }],
    ['the border between two parts', { platform: 'google_analyticsc', field: 'redentials.refreshToken' }],
  ])('moved to another %s', (_, change) => {
    expect(errorOf(() => decryptField(ring, { ...address, ...change }, envelope)).code).toBe('not_authentic')
  })

  test('moved to another key id, live or not', () => {
    expect(errorOf(() => decryptField(ring, address, envelope.replace('.k2.', '.k1.'))).code).toBe('not_authentic')
    expect(errorOf(() => decryptField(ring, address, envelope.replace('.k2.', '.k9.'))).code).toBe('unknown_key')
    expect(errorOf(() => decryptField(ring, address, envelope.replace('.k2.', '.__proto__.'))).code).toBe('unknown_key')
  })

  test('another key under the same id', () => {
    const other = createKeyRing([masterOf('k2', 7)])
    expect(errorOf(() => decryptField(other, address, envelope)).code).toBe('not_authentic')
  })

  test('parts of two envelopes put together', () => {
    const other = parseEnvelope(encryptField(ring, address, PLAINTEXT))
    for (const part of ['iv', 'ciphertext', 'mac'] as const) {
      const spliced = formatEnvelope({ ...parsed, [part]: other[part] })
      expect(errorOf(() => decryptField(ring, address, spliced)).code).toBe('not_authentic')
    }
  })

  test('random damage, and no error that tells the text or the envelope', () => {
    const damage = fc.record({
      text: fc.string({ minLength: 8, maxLength: 60 }),
      position: fc.nat(),
      length: fc.integer({ min: 1, max: 12 }),
      replacement: fc.string({ maxLength: 12 }),
    })
    fc.assert(
      fc.property(damage, ({ text, position, length, replacement }) => {
        const sealed = encryptField(ring, address, text)
        const start = position % sealed.length
        const damaged = sealed.slice(0, start) + replacement + sealed.slice(start + length)
        fc.pre(damaged !== sealed)
        const error = errorOf(() => decryptField(ring, address, damaged))
        const told = `${error.message} ${error.stack} ${JSON.stringify(error)}`
        expect(told).not.toContain(text)
        expect(told).not.toContain(sealed.slice(6, 30))
      }),
      { numRuns: isSoak ? 100_000 : 300, seed: SEED },
    )
  }, 300_000)
})

describe('keys', () => {
  test('the newest encrypts, the older still open', () => {
    const before = createKeyRing([masterOf('k1', 0)])
    const old = encryptField(before, address, PLAINTEXT)
    expect(decryptField(ring, address, old)).toBe(PLAINTEXT)
    expect(isSealedByOlderKey(ring, old)).toBe(true)
    expect(encryptField(ring, address, PLAINTEXT)).toMatch(/^v1\.k2\./)
    expect(isSealedByOlderKey(ring, encryptField(ring, address, PLAINTEXT))).toBe(false)
  })

  test('the same text never looks the same twice', () => {
    const seen = new Set(Array.from({ length: 200 }, () => encryptField(ring, address, PLAINTEXT)))
    expect(seen.size).toBe(200)
  })

  test('a key check knows its key', () => {
    const check = makeKeyCheck(ring, 'k1')
    expect(() => verifyKeyCheck(ring, 'k1', check)).not.toThrow()
    expect(errorOf(() => verifyKeyCheck(createKeyRing([masterOf('k1', 1)]), 'k1', check)).code).toBe('wrong_key')
    expect(errorOf(() => verifyKeyCheck(createKeyRing([masterOf('k3', 1)]), 'k1', check)).code).toBe('unknown_key')
    expect(errorOf(() => verifyKeyCheck(ring, 'k2', check)).code).toBe('wrong_key')
    expect(errorOf(() => verifyKeyCheck(ring, 'k1', 'rubbish')).code).toBe('wrong_key')
    expect(errorOf(() => makeKeyCheck(ring, 'k9')).code).toBe('unknown_key')
  })

  test('come from the environment or a file, oldest first', async () => {
    const entries = [generateMasterKeyEntry('old'), generateMasterKeyEntry('new')]
    const folder = await mkdtemp(join(tmpdir(), 'parley-keys-'))
    try {
      await writeFile(join(folder, 'keys'), `${entries.join('\n')}\n`)
      const fromFile = await loadKeyRing(fileKeySource(join(folder, 'keys')))
      const fromEnvironment = await loadKeyRing(environmentKeySource(entries.join(',')))
      expect(fromFile.newest.id).toBe('new')
      expect(decryptField(fromEnvironment, address, encryptField(fromFile, address, PLAINTEXT))).toBe(PLAINTEXT)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  const valid = Buffer.alloc(32, 7).toString('base64')
  test.each([
    [''],
    [' , '],
    ['no-colon'],
    [`:${valid}`],
    [`bad.id:${valid}`],
    [`${'x'.repeat(33)}:${valid}`],
    ['k1:c2hvcnQ='],
    [`k1:${valid}${valid}`],
    [`k1:${valid.slice(0, 20)} ${valid.slice(20)}`],
    ['k1:this is a passphrase of thirty-two!!!!'],
    [`k1:${valid},k1:${valid}`],
  ])('%j is refused without repeating it', (text) => {
    const error = errorOf(() => parseMasterKeys(text))
    expect(error.code).toBe('bad_key_list')
    for (const entry of text.split(',')) {
      const secret = entry.split(':')[1] ?? ''
      if (secret.length > 3) expect(error.message).not.toContain(secret)
    }
  })
})

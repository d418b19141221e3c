import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { AdapterPayload, JWK } from 'oidc-provider'
import { z } from 'zod'

export interface StoredRecord {
  payload: AdapterPayload
  /** Milliseconds since 1970; null never expires. */
  expiresAt: number | null
}

/** All the provider must remember across restarts. */
export interface ProviderState {
  clientSecret: string
  cookieKey: string
  signingKey: JWK
  /** `Model:id` → record. */
  records: Map<string, StoredRecord>
}

export interface StateFile {
  state: ProviderState
  /** Writes the state as it is now; when it returns, a killed process loses nothing of it. */
  save(): void
}

const contents = z.object({
  clientSecret: z.string(),
  cookieKey: z.string(),
  signingKey: z.looseObject({ kty: z.string() }),
  records: z.array(
    z.tuple([z.string(), z.object({ payload: z.record(z.string(), z.unknown()), expiresAt: z.number().nullable() })]),
  ),
})

function createSigningKey(): JWK {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 16)
  return { ...jwk, kty: 'RSA', kid, alg: 'RS256', use: 'sig' }
}

function freshState(): ProviderState {
  return {
    clientSecret: randomBytes(32).toString('base64url'),
    cookieKey: randomBytes(32).toString('base64url'),
    signingKey: createSigningKey(),
    records: new Map(),
  }
}

function readState(path: string): ProviderState | null {
  try {
    const read = contents.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { ...read, records: new Map(read.records) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Opens the provider's one file, making it (mode 0600) where there is none. It holds a sandbox's few records, so it is written whole. */
export function openStateFile(path: string): StateFile {
  mkdirSync(dirname(path), { recursive: true })
  const found = readState(path)
  const state = found ?? freshState()
  const save = () => {
    for (const [key, { expiresAt }] of state.records) {
      if (expiresAt !== null && expiresAt <= Date.now()) state.records.delete(key)
    }
    writeFileSync(`${path}.new`, JSON.stringify({ ...state, records: [...state.records] }), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  if (!found) save()
  return { state, save }
}

import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { StateFile } from './state-file.ts'

/** oidc-provider's storage over the state file: every change is on disk before its promise resolves. */
export function createFileAdapter({ state, save }: StateFile): (model: string) => Adapter {
  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`
    const read = (key: string) => {
      const record = state.records.get(key)
      return record && (record.expiresAt === null || record.expiresAt > Date.now()) ? record.payload : undefined
    }
    const findWhere = (matches: (payload: AdapterPayload) => boolean) => {
      for (const key of state.records.keys()) {
        const payload = key.startsWith(`${model}:`) ? read(key) : undefined
        if (payload && matches(payload)) return payload
      }
      return undefined
    }
    return {
      async upsert(id, payload, expiresIn) {
        state.records.set(keyOf(id), { payload, expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : null })
        save()
      },
      find: async (id) => read(keyOf(id)),
      findByUid: async (uid) => findWhere((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => findWhere((payload) => payload.userCode === userCode),
      async consume(id) {
        const record = state.records.get(keyOf(id))
        if (!record) return
        record.payload = { ...record.payload, consumed: Math.floor(Date.now() / 1000) }
        save()
      },
      async destroy(id) {
        if (state.records.delete(keyOf(id))) save()
      },
      async revokeByGrantId(grantId) {
        for (const [key, { payload }] of state.records) if (payload.grantId === grantId) state.records.delete(key)
        save()
      },
    }
  }
}

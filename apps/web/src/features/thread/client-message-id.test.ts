import { clientMessageIdContract } from '@parley/contracts'
import { expect, test } from 'vitest'
import { newClientMessageId } from './client-message-id.ts'

test('ids pass the contract and differ', () => {
  const ids = Array.from({ length: 500 }, newClientMessageId)
  for (const id of ids) expect(clientMessageIdContract.safeParse(id).success).toBe(true)
  expect(new Set(ids).size).toBe(500)
})

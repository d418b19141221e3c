import { createHash } from 'node:crypto'
import { Attachment } from '@parley/db'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { dropFile, keepFile } from './attachment-files.ts'

/** Keeps a function's result that is too long for its message as a file of the conversation's person; its id. */
export async function keepResult(key: ConversationKey, functionName: string, json: string): Promise<string> {
  const bytes = Buffer.from(json)
  const name = `${functionName}.json`
  const storageKey = await keepFile(name, bytes)
  try {
    const { conversationId, organizationId, ownerKey } = key
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const owned = { organizationId, ownerKey, conversationId }
    const file = { name, type: 'application/json', sizeBytes: bytes.byteLength, sha256, storageKey }
    const made = await Attachment.create({ ...owned, ...file })
    return made._id.toHexString()
  } catch (error) {
    await dropFile(storageKey)
    throw error
  }
}

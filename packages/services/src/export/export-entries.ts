import { Attachment, Conversation } from '@parley/db'
import { openFile } from '../attachments/attachment-files.ts'
import { ERASE_RULES } from '../erasure/rules/index.ts'
import type { Person } from '../erasure/subject.ts'
import { collectionJson } from './collection-json.ts'
import { conversationMarkdown } from './conversation-markdown.ts'
import type { ExportEntry } from './export-entry.ts'

const README = `Everything Parley keeps about you.

data/           one JSON file for each kind of record, as it is stored; passwords, tokens and keys are left out
conversations/  your conversations, to read
files/          what you uploaded
`

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

/** Letters, digits, dots and dashes; a name from outside makes no folders. */
function safeName(name: string): string {
  const safe = name.normalize('NFKC').replace(/[^\p{L}\p{N}._-]+/gu, '-')
  return safe.replace(/^[.-]+/, '').slice(-80) || 'file'
}

/** The files of a person's export, one after the other; each is read from the database while it is taken, and nothing is held. */
export async function* exportEntries(person: Person, at: Date): AsyncGenerator<ExportEntry> {
  yield { name: 'README.txt', lastModified: at, content: once(README) }
  for (const rule of ERASE_RULES) {
    if (!rule.ofPerson) continue
    yield { name: `data/${rule.collection}.json`, lastModified: at, content: collectionJson(rule, person) }
  }
  const own = { organizationId: { $in: [...person.organizationIds] }, ownerKey: person.key }
  const heads = Conversation.find(own, { organizationId: 1, ownerKey: 1, title: 1, startedAt: 1, lastMessageAt: 1 })
  for await (const { _id, organizationId, ownerKey, title, startedAt, lastMessageAt } of heads.lean().cursor()) {
    const day = startedAt.toISOString().slice(0, 10)
    const name = `conversations/${day}-${safeName(title || 'untitled')}-${_id.toHexString()}.md`
    const key = { conversationId: _id, organizationId, ownerKey }
    yield { name, lastModified: lastMessageAt, content: conversationMarkdown(key) }
  }
  for await (const { _id, name, storageKey, updatedAt } of Attachment.find(own, { text: 0 }).lean().cursor()) {
    if (!storageKey) continue
    const path = `files/${_id.toHexString()}-${safeName(name)}`
    yield { name: path, lastModified: updatedAt, content: openFile(storageKey) }
  }
}

import { retentionContract } from '@parley/contracts'
import { Organization } from '@parley/db'
import { z } from 'zod'
import { type Change, changeDocuments } from '../change-documents.ts'
import type { ErasureRun } from '../erasure-run.ts'
import type { Person } from '../subject.ts'

const messageContract = z.looseObject({ metadata: z.looseObject({}).optional(), feedback: z.looseObject({}).nullish() })
const messagesContract = z.array(messageContract)

/** Text, numbers and rating stay; what was fetched with the person's connections, files, comments and devices' marks do not. */
function anonymousMessage({
  clientMessageId: _clientMessageId,
  feedback,
  ...message
}: z.infer<typeof messageContract>): Record<string, unknown> {
  return {
    ...message,
    functionCalls: [],
    attachments: [],
    metadata: { reactions: [] },
    ...(feedback && { feedback: { ...feedback, comment: null } }),
  }
}

/** Whose the anonymous conversations of one erasure are; the same in conversations and buckets. */
export function anonymousOwner(run: ErasureRun): string {
  return `erased-${run.erasureId.toHexString()}`
}

/**
 * Deletes or anonymises a person's documents that hold messages, as each organization they leave says. `also` is what else becomes
 * anonymous in such a document.
 */
export async function eraseOwnMessages(
  run: ErasureRun,
  person: Person,
  collection: string,
  also: { $set?: Record<string, unknown>; $unset?: Record<string, 1> } = {},
): Promise<void> {
  const fields = { settings: { retention: 1 } }
  for (const organizationId of person.organizationIds) {
    const organization = await Organization.findOne({ _id: organizationId }, fields).lean()
    const { onErasure } = retentionContract
      .catch(retentionContract.parse({}))
      .parse(organization?.settings?.retention ?? {})
    const anonymise: Change = {
      rewrite: ({ messages }) => ({
        $set: {
          ...also.$set,
          ownerKey: anonymousOwner(run),
          messages: messagesContract.parse(messages).map(anonymousMessage),
        },
        ...(also.$unset && { $unset: also.$unset }),
      }),
    }
    const own = { organizationId, ownerKey: person.key }
    await changeDocuments(run, collection, own, onErasure === 'anonymise' ? anonymise : 'delete')
  }
}

/** Takes a person's reactions from other people's messages. */
export async function eraseReactions(run: ErasureRun, { userId, organizationIds }: Person, collection: string) {
  for (const organizationId of organizationIds) {
    const reacted = { organizationId, 'messages.metadata.reactions.userId': userId }
    const update = { $pull: { 'messages.$[].metadata.reactions': { userId } } }
    await changeDocuments(run, collection, reacted, { update })
  }
}

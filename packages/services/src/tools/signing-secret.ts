import { randomBytes } from 'node:crypto'
import { decryptField, encryptField, type FieldAddress, type KeyRing, Tool, type ToolRecord } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { WriteContext } from '../audit/audited-write.ts'
import { objectId } from '../object-id.ts'

export type ToolWriteContext = WriteContext & { keys: KeyRing }
/** To say how a tool is called. */
export type ToolSettingContext = ToolWriteContext & { settings: { arePrivateToolsAllowed?: boolean } }

const SECRET_BYTES = 32

/** Where a webhook's secret opens: in its own record only. */
function secretAddress(_id: Types.ObjectId): FieldAddress {
  return { model: 'Tool', recordId: _id.toHexString(), userId: '', platform: '', field: 'signingSecret' }
}

/** A new secret, and as it is stored. */
export function makeSigningSecret(keys: KeyRing, _id: Types.ObjectId): { secret: string; signingSecret: string } {
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  return { secret, signingSecret: encryptField(keys, secretAddress(_id), secret) }
}

/** What becomes a webhook has a secret from then on. */
export async function missingSecret(
  { keys }: { keys: KeyRing },
  { _id }: Pick<ToolRecord, '_id'>,
  type: ToolRecord['implementation']['type'] | undefined,
  session: ClientSession,
): Promise<{ signingSecret?: string }> {
  if (type !== 'webhook') return {}
  const hasSecret = await Tool.exists({ _id, signingSecret: { $type: 'string' } }).session(session)
  return hasSecret ? {} : { signingSecret: makeSigningSecret(keys, _id).signingSecret }
}

/** For the call alone, at its moment: the secret of a tool of the organization. Null where it is gone or has none. */
export async function openSigningSecret(
  keys: KeyRing,
  of: { organizationId: string; toolId: string },
): Promise<string | null> {
  const _id = objectId(of.toolId)
  const tool = await Tool.findOne({ _id, organizationId: objectId(of.organizationId) }, '+signingSecret').lean()
  return tool?.signingSecret == null ? null : decryptField(keys, secretAddress(_id), tool.signingSecret)
}

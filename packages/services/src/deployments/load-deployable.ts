import { AgentVersion, type AgentVersionRecord } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import { InvalidInputError } from '../errors.ts'

/** The version a deployment names, or the one published last. Throws InvalidInputError where there is none. */
export async function loadDeployable(
  organizationId: Types.ObjectId,
  agentId: Types.ObjectId,
  version: number | undefined,
  session: ClientSession,
): Promise<AgentVersionRecord> {
  const key = { organizationId, agentId, ...(version !== undefined && { version }) }
  const found = await AgentVersion.findOne(key, null, { session }).sort({ version: -1 }).lean()
  if (found) return found
  const userMessage =
    version === undefined
      ? 'Publish this agent first.'
      : `This agent has no version ${version}. Choose a published one.`
  throw new InvalidInputError('No such version', userMessage, { agentVersion: [userMessage] })
}

import { Types } from 'mongoose'
import { expect, test } from 'vitest'
import { ApiKey } from './models/api-key.ts'
import { Conversation } from './models/conversation.ts'
import { PlatformIntegration } from './models/platform-integration.ts'
import { Project } from './models/project.ts'
import { Prompt } from './models/prompt.ts'
import { User } from './models/user.ts'

const at = new Date()

test('what belongs together is populated: a conversation its person, a person their connections, a project its keys and prompts', async () => {
  const organizationId = new Types.ObjectId()
  const [user] = await User.create([{ name: 'Ada', email: 'ada@example.test' }])
  const userId = user?._id
  const conversation = { organizationId, userId, ownerKey: 'u', agentId: new Types.ObjectId(), agentVersion: 1 }
  await Conversation.create([{ ...conversation, lastMessageAt: at, startedAt: at }])
  const shown = await Conversation.findOne({ organizationId }).populate('userId', 'name email').lean()
  expect(shown?.userId).toMatchObject({ name: 'Ada', email: 'ada@example.test' })
  expect(shown?.userId).not.toHaveProperty('billing')

  const grant = {
    organizationId,
    userId,
    platform: 'google_analytics' as const,
    grantKey: 'g',
    connectedAt: at,
    isSandbox: true,
  }
  await PlatformIntegration.create([{ ...grant, credentials: { accessToken: 'sealed' } }])
  const person = await User.findById(userId).populate('platformIntegrations').lean()
  expect(person).toMatchObject({ platformIntegrations: [{ grantKey: 'g' }] })
  expect(JSON.stringify(person)).not.toContain('sealed')

  const [project] = await Project.create([{ organizationId, name: 'Spring' }])
  const projectId = project?._id
  const key = { organizationId, projectId, name: 'K', providerId: new Types.ObjectId(), lastFour: '1234' }
  await ApiKey.create([{ ...key, encryptedKey: 'sealed' }])
  await Prompt.create([{ organizationId, projectId, title: 'T', content: 'C' }])
  const filled = await Project.findById(projectId).populate(['apiKeys', 'prompts']).lean()
  expect(filled).toMatchObject({ apiKeys: [{ lastFour: '1234' }], prompts: [{ title: 'T' }] })
  expect(JSON.stringify(filled)).not.toContain('sealed')
})

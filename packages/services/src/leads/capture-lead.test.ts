import { randomUUID } from 'node:crypto'
import { AuditEvent, Deployment, IdempotencyRecord, Lead, Organization } from '@parley/db'
import { createTenant, createWriteContext } from '@parley/testing'
import { expect, test } from 'vitest'
import { publishAgent } from '../agents/publish-agent.ts'
import { listAudit } from '../audit/list-audit.ts'
import { createDeployment } from '../deployments/create-deployment.ts'
import { AppError, ForbiddenError } from '../errors.ts'
import { captureLead } from './capture-lead.ts'
import { createLead } from './create-lead.ts'
import { isLeadFormAllowed } from './is-lead-form-allowed.ts'
import { removeLead } from './remove-lead.ts'

const SITE = 'https://www.example.com'
const AT = new Date('2026-11-20T10:00:00Z')
const ada = { email: 'ada@example.test', name: 'Ada', consent: true as const }

async function begin() {
  const { owner, agentId, organizationId } = await createTenant()
  const ctx = createWriteContext(owner)
  await publishAgent({ ctx, input: { agentId } })
  const deployment = `form-${organizationId}`
  await createDeployment({ ctx, input: { agentId, friendlyName: deployment, origins: [SITE] } })
  const counted: string[] = []
  const capture = (lead: Parameters<typeof captureLead>[0]['input']['lead'], form = {}) =>
    captureLead({
      ctx: { now: () => AT, requestId: randomUUID(), countLead: async (id) => void counted.push(id) },
      input: { deployment, origin: SITE, lead, ...form },
    })
  const leads = () => Lead.find({ organizationId }).lean()
  return { ctx, deployment, organizationId, counted, capture, leads }
}

test('a form makes a lead with its consent and campaign; the audit says that nobody signed in made it, and not whom', async () => {
  const { ctx, organizationId, counted, capture, leads } = await begin()
  await capture({ ...ada, campaign: { utmSource: 'news', gclid: 'g-1' } })
  expect(await leads()).toMatchObject([
    {
      email: ada.email,
      name: 'Ada',
      source: 'form',
      consentAt: AT,
      conversationId: null,
      campaign: { utmSource: 'news', gclid: 'g-1' },
    },
  ])
  expect(counted).toEqual([organizationId])
  const { items } = await listAudit({ ctx, input: { action: 'leads.capture' } })
  expect(items).toMatchObject([
    { actorId: '0'.repeat(24), after: { source: 'form', consentAt: AT.toISOString() }, target: { type: 'Lead' } },
  ])
  expect(JSON.stringify(items)).not.toMatch(/Ada|ada@|g-1/)
})

test('someone known stays one lead: a campaign and a consent are added where there is none, and nothing is replaced', async () => {
  const { ctx, organizationId, capture, leads } = await begin()
  await createLead({ ctx, input: { email: ada.email, name: 'Ada Lovelace', source: 'fair' } })
  await capture({ ...ada, campaign: { utmSource: 'news' } })
  const known = {
    email: ada.email,
    name: 'Ada Lovelace',
    source: 'fair',
    consentAt: AT,
    campaign: { utmSource: 'news' },
  }
  expect(await leads()).toMatchObject([known])
  const events = await AuditEvent.countDocuments({ organizationId })
  await capture({ ...ada, campaign: { utmSource: 'other', gclid: 'g-2' } })
  const [lead, ...others] = await leads()
  expect(others).toEqual([])
  expect(lead).toMatchObject(known)
  expect(lead?.campaign).not.toHaveProperty('gclid')
  expect(await AuditEvent.countDocuments({ organizationId })).toBe(events)
})

test('ten forms of one address at once make one lead', async () => {
  const { capture, leads } = await begin()
  await Promise.all(Array.from({ length: 10 }, () => capture(ada)))
  expect(await leads()).toHaveLength(1)
})

test('whoever was deleted comes again, and nothing that names them is kept meanwhile', async () => {
  const { ctx, organizationId, capture, leads } = await begin()
  await capture(ada)
  const [made] = await leads()
  await removeLead({ ctx, input: { leadId: made?._id.toHexString() ?? '' } })
  const [lock] = await IdempotencyRecord.find({ organizationId }).lean()
  expect(JSON.stringify(lock)).not.toContain('ada')
  expect(lock?.expiresAt.getTime()).toBeLessThan(AT.getTime() + 3_600_000)
  await capture(ada)
  expect(await leads()).toHaveLength(1)
})

test('what no person would fill in is answered alike and makes nothing', async () => {
  const { capture, leads } = await begin()
  await capture({ ...ada, website: 'https://spam.example' })
  expect(await leads()).toEqual([])
  await capture({ ...ada, website: ' ' })
  expect(await leads()).toHaveLength(1)
})

test('only pages of the deployment, while it serves and its organization is there', async () => {
  const { ctx, deployment, organizationId, counted, capture, leads } = await begin()
  const isOpen = (origin: string | null) => isLeadFormAllowed({ input: { deployment, origin } })
  expect([await isOpen(SITE), await isOpen('https://other.example'), await isOpen(null)]).toEqual([true, false, false])
  const refused = [
    { origin: 'https://other.example' },
    { origin: null },
    { deployment: 'there-is-none' },
    { deployment: '{}' },
  ]
  for (const form of refused) await expect(capture(ada, form)).rejects.toThrow(ForbiddenError)
  await Deployment.updateOne({ _id: deployment }, { isActive: false })
  await expect(capture(ada)).rejects.toThrow(ForbiddenError)
  await Deployment.updateOne({ _id: deployment }, { isActive: true })
  await Organization.updateOne({ _id: organizationId }, { deletedAt: ctx.now() })
  await expect(capture(ada)).rejects.toThrow(ForbiddenError)
  expect([await leads(), counted]).toEqual([[], []])
})

test('an organization that was sent too many is sent no more', async () => {
  const { deployment, leads } = await begin()
  const countLead = async () => {
    throw new AppError('TOO_MANY_REQUESTS', 'x', 'x')
  }
  const ctx = { now: () => AT, requestId: 'r', countLead }
  const sent = captureLead({ ctx, input: { deployment, origin: SITE, lead: ada } })
  await expect(sent).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  expect(await leads()).toEqual([])
})

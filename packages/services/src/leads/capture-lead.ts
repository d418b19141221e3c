import { createHash } from 'node:crypto'
import type { CaptureLeadInput } from '@parley/contracts'
import { IdempotencyRecord, Lead as LeadModel, type LeadRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { NOBODY } from '../audit/nobody.ts'
import type { VerbContext } from '../context.ts'
import { AppError, ForbiddenError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { findLeadForm, type LeadForm } from './find-lead-form.ts'
import { RECORDED } from './recorded.ts'

export type CaptureContext = Pick<VerbContext, 'now' | 'requestId'> & {
  /** Counts a form sent to this organization. Throws AppError TOO_MANY_REQUESTS. */
  countLead(organizationId: string): Promise<void>
}

/** Two forms of one address need not be told apart for longer. */
const LOCK_MS = 10 * 60_000

/**
 * Notes who filled in a form on an allowed site, with their consent. Someone the organization knows stays one lead: only a campaign or a
 * consent it has not is added. Answers nothing, so that nobody learns whom it knows. Throws ForbiddenError alike for a deployment that is
 * not there and a site that is not its own.
 */
export async function captureLead({
  ctx,
  input,
}: {
  ctx: CaptureContext
  input: LeadForm & { lead: CaptureLeadInput }
}): Promise<void> {
  const { lead, ...form } = input
  const organizationId = (await findLeadForm(form))?.toHexString()
  if (organizationId === undefined) {
    throw new ForbiddenError('No such form', 'This form is not open. Whoever runs the site can open it.')
  }
  await ctx.countLead(organizationId)
  if (lead.website?.trim()) return
  const actor = { organizationId, userId: NOBODY, role: 'viewer' as const, sessionId: '' }
  const note = () => noteLead({ actor, now: ctx.now, requestId: ctx.requestId }, lead)
  try {
    await note()
  } catch (error) {
    // The same address at the same moment came first; now it is there to be found.
    if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error
    await note()
  }
}

async function noteLead(ctx: WriteContext, lead: CaptureLeadInput): Promise<void> {
  const organizationId = objectId(ctx.actor.organizationId)
  const change = { action: 'leads.capture', targetType: 'Lead', recorded: RECORDED }
  await auditedWrite<LeadRecord>(ctx, change, async (session) => {
    const { email } = lead
    const known = await LeadModel.findOne({ organizationId, email }, null, { session }).sort({ _id: -1 }).lean()
    if (known) return addMissing(ctx, known, lead, session)
    await lockAddress(ctx, email, session)
    const draft = { organizationId, email, name: lead.name, source: 'form', consentAt: ctx.now() }
    const [made] = await LeadModel.create([{ ...draft, campaign: given(lead.campaign ?? {}) }], { session })
    return { before: null, after: made?.toObject() ?? null }
  })
}

async function addMissing(ctx: WriteContext, before: LeadRecord, lead: CaptureLeadInput, session: ClientSession) {
  const hasCampaign = Object.values(before.campaign ?? {}).some((mark) => mark != null)
  const missing = {
    ...(!hasCampaign && lead.campaign && { campaign: given(lead.campaign) }),
    ...(before.consentAt == null && { consentAt: ctx.now() }),
  }
  if (Object.keys(missing).length === 0) return { before, after: before }
  const { _id, organizationId } = before
  const options = { session, returnDocument: 'after' as const }
  const after = await LeadModel.findOneAndUpdate({ _id, organizationId }, { $set: missing }, options).lean()
  return { before, after }
}

/** An address may be two leads of different sources, so no index keeps it one: of two forms at once this lets one through. */
async function lockAddress({ actor, now }: WriteContext, email: string, session: ClientSession): Promise<void> {
  const requestHash = createHash('sha256').update(email).digest('hex')
  const key = { organizationId: objectId(actor.organizationId), ownerKey: NOBODY, key: `leads.capture:${requestHash}` }
  const expiresAt = new Date(now().getTime() + LOCK_MS)
  await IdempotencyRecord.updateOne(key, { $set: { requestHash, expiresAt } }, { session, upsert: true })
}

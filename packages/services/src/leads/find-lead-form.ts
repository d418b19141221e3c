import { friendlyNameContract } from '@parley/contracts'
import { Deployment, Organization } from '@parley/db'
import type { Types } from 'mongoose'

/** A deployment's name, and the origin of the page that has the form, as the browser says it. */
export interface LeadForm {
  deployment: string
  origin: string | null
}

/** The organization whose leads forms on this page make: the one of a deployment that serves and names the page's origin. Null: nobody's. */
export async function findLeadForm({ deployment, origin }: LeadForm): Promise<Types.ObjectId | null> {
  const name = friendlyNameContract.safeParse(deployment)
  if (!name.success || origin === null) return null
  const found = await Deployment.findOne(
    { _id: name.data, isActive: true, origins: origin },
    { organizationId: 1 },
  ).lean()
  if (!found) return null
  const isThere = await Organization.exists({ _id: found.organizationId, deletedAt: null })
  return isThere && found.organizationId
}

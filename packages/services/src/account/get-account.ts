import type { Account } from '@parley/contracts'
import { Organization, User } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { featuresFromRecord } from './features-from-record.ts'

/** Who is signed in, in which organization, and what this installation answers with. */
export async function getAccount({ ctx }: { ctx: MemberContext }): Promise<Account> {
  const { userId, organizationId, role } = ctx.actor
  const [user, organization] = await Promise.all([
    User.findOne({ _id: objectId(userId) }, { name: 1, email: 1, features: 1 }).lean(),
    Organization.findOne({ _id: objectId(organizationId) }, { name: 1, demoExpiresAt: 1 }).lean(),
  ])
  if (!user || !organization) throw new NotFoundError('account')
  return {
    user: { id: userId, name: user.name, email: user.email },
    organization: { id: organizationId, name: organization.name },
    role,
    demoExpiresAt: organization.demoExpiresAt?.toISOString() ?? null,
    features: featuresFromRecord(user.features),
    isSandboxModel: ctx.settings.isSandboxModel,
    modelName: ctx.settings.defaultModel,
  }
}

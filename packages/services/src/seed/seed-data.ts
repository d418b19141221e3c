import { Conversation, type KeyRing, Organization } from '@parley/db'
import { ConflictError } from '../errors.ts'
import { seedOrganizations } from './company.ts'
import { conversationIds } from './conversation-plan.ts'
import { type ExistingTenant, readTenant } from './existing-tenant.ts'
import { type Inserted, insertMissing } from './insert-missing.ts'
import { FOUNDED_DAYS_AGO, organizationIdOf, organizationRecords, tenantRecords } from './organization-records.ts'
import type { SeedRecord } from './seed-record.ts'

interface CompanyOptions {
  organizationId?: undefined
  /** 1, the default: three organizations with 400 conversations. N: N times that, and one organization with 20,000 conversations. */
  scale?: number
  /** bcrypt, of the one password all people of the seed sign in with. */
  passwordHash: string
  /** Seals the provider keys. */
  keys: KeyRing
  /** Also where there are organizations that are not the seed's; what is there stays as it is either way. */
  besideOthers?: boolean
}

interface TenantOptions extends ExistingTenant {
  /** How many; 14 unless told. */
  conversations?: number
}

export type SeedOptions = (CompanyOptions | TenantOptions) & {
  /** The day the 90 days end with. */
  now: Date
  onProgress?: (sofar: Inserted) => void
}

/**
 * Seeds a database with a marketing company: people, agents, what they share, and 90 days of conversations. Ids follow from names and never
 * from the clock, so a second run adds only what is missing. With `organizationId` only conversations, into that organization, once.
 * Throws ConflictError where others' organizations are and `besideOthers` does not allow for them.
 */
export async function seedData(options: SeedOptions): Promise<Inserted> {
  if (options.organizationId !== undefined) return seedTenant(options)
  if (!options.besideOthers) await refuseBesideOthers()
  return insertMissing(companyRecords({ ...options, now: await firstNow(options.now) }), options.onProgress)
}

async function seedTenant(options: TenantOptions & { now: Date }): Promise<Inserted> {
  const { now, conversations: count = 14 } = options
  const tenant = await readTenant(options)
  const isSeeded = await Conversation.exists({ _id: conversationIds(tenant, 0, count).own })
  return isSeeded ? { added: {}, kept: {} } : insertMissing(tenantRecords(tenant, count, now))
}

function* companyRecords({ scale = 1, ...options }: CompanyOptions & { now: Date }): Generator<SeedRecord> {
  for (const organization of seedOrganizations(scale)) yield* organizationRecords(organization, options)
}

/** When it was seeded before, then: what is missing is made as it was. */
async function firstNow(now: Date): Promise<Date> {
  const [first] = seedOrganizations(1)
  const found = await Organization.findOne({ slug: first?.slug }, { createdAt: 1 }).lean()
  return found ? new Date(found.createdAt.getTime() + FOUNDED_DAYS_AGO * 86_400_000) : now
}

/** An organization is the seed's when its id follows from its slug. */
async function refuseBesideOthers(): Promise<void> {
  for await (const { _id, slug } of Organization.find({}, { slug: 1 }).lean().cursor()) {
    if (_id.equals(organizationIdOf(slug))) continue
    throw new ConflictError(
      'The database holds organizations that are not the seed’s',
      'This database is in use: it holds organizations that are not the seed’s. Nothing was written.',
    )
  }
}

import { type KeyRing, Organization } from '@parley/db'
import { ConflictError } from '../errors.ts'
import { seedOrganizations } from './company.ts'
import { conversationRecords } from './conversation-records.ts'
import { type ExistingTenant, readTenant } from './existing-tenant.ts'
import { type Inserted, insertMissing } from './insert-missing.ts'
import { organizationIdOf, organizationRecords } from './organization-records.ts'
import type { SeedRecord } from './seed-record.ts'
import type { SeedTenant } from './seed-tenant.ts'

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
 * Seeds a database with a marketing company: people, agents, what they share, and 90 days of conversations. With `organizationId` only
 * conversations, into that organization. Ids follow from names and never from the clock, so a second run adds only what is missing.
 * Throws ConflictError where others' organizations are and `besideOthers` does not allow for them.
 */
export async function seedData(options: SeedOptions): Promise<Inserted> {
  if (options.organizationId !== undefined) {
    const tenant = await readTenant(options)
    return insertMissing(tenantRecords(tenant, options.conversations ?? 14, options.now), options.onProgress)
  }
  if (!options.besideOthers) await refuseBesideOthers()
  return insertMissing(companyRecords(options), options.onProgress)
}

function* companyRecords({ scale = 1, ...options }: CompanyOptions & Pick<SeedOptions, 'now'>): Generator<SeedRecord> {
  for (const organization of seedOrganizations(scale)) yield* organizationRecords(organization, options)
}

function* tenantRecords(tenant: SeedTenant, count: number, now: Date): Generator<SeedRecord> {
  for (let number = 0; number < count; number += 1) yield* conversationRecords(tenant, number, count, now)
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

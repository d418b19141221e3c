import { objectId } from '../object-id.ts'
import { changeDocuments } from './change-documents.ts'
import type { ErasureRun } from './erasure-run.ts'
import type { EraseRule } from './rules/erase-rule.ts'
import { ERASE_RULES } from './rules/index.ts'
import { personOf } from './subject.ts'

/** Every rule in order, on the organizations that go as a whole. Done again it finds nothing. */
export async function purgeWholeOrganizations(run: ErasureRun): Promise<void> {
  for (const rule of ERASE_RULES) for (const id of run.subject.wholeOrganizationIds) await purge(run, rule, id)
}

async function purge(run: ErasureRun, rule: EraseRule, id: string): Promise<void> {
  const organizationId = objectId(id)
  if (typeof rule.onPurge === 'function') return rule.onPurge(run, organizationId)
  if (rule.ofOrganization === null) return
  const filter = rule.ofOrganization?.(organizationId) ?? { organizationId }
  await changeDocuments(run, rule.collection, filter, rule.onPurge ?? 'delete')
}

/** Every rule in order, on what the person has elsewhere. Done again it finds nothing. */
export async function erasePerson(run: ErasureRun): Promise<void> {
  const person = personOf(run.subject)
  if (!person) return
  for (const { collection, ofPerson, onErase } of ERASE_RULES) {
    if (typeof onErase === 'function') await onErase(run, person)
    else if (ofPerson) await changeDocuments(run, collection, ofPerson(person), onErase ?? 'delete')
  }
}

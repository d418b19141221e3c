import { objectId } from '../object-id.ts'
import { changeDocuments } from './change-documents.ts'
import type { ErasureRun } from './erasure-run.ts'
import type { EraseRule } from './rules/erase-rule.ts'
import { ERASE_RULES } from './rules/index.ts'
import { personOf } from './subject.ts'

type Step = (name: string, work: () => Promise<void>) => Promise<void>

/** Every rule in order: on the organizations that go as a whole, then on what the person has elsewhere. */
export async function applyRules(run: ErasureRun, step: Step): Promise<void> {
  const person = personOf(run.subject)
  for (const rule of ERASE_RULES) {
    await step(`organizations: ${rule.collection}`, async () => {
      for (const id of run.subject.wholeOrganizationIds) await purge(run, rule, id)
    })
  }
  if (!person) return
  for (const rule of ERASE_RULES) {
    await step(`person: ${rule.collection}`, async () => {
      if (typeof rule.onErase === 'function') await rule.onErase(run, person)
      else if (rule.ofPerson)
        await changeDocuments(run, rule.collection, rule.ofPerson(person), rule.onErase ?? 'delete')
    })
  }
}

async function purge(run: ErasureRun, rule: EraseRule, id: string): Promise<void> {
  const organizationId = objectId(id)
  if (typeof rule.onPurge === 'function') return rule.onPurge(run, organizationId)
  if (rule.ofOrganization === null) return
  const filter = rule.ofOrganization?.(organizationId) ?? { organizationId }
  await changeDocuments(run, rule.collection, filter, rule.onPurge ?? 'delete')
}

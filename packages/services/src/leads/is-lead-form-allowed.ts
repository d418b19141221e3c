import { findLeadForm, type LeadForm } from './find-lead-form.ts'

/** Whether a browser may be told that pages of this origin may send leads and read the answer (CORS). */
export async function isLeadFormAllowed({ input }: { input: LeadForm }): Promise<boolean> {
  return (await findLeadForm(input)) !== null
}

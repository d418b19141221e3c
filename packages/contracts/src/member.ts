import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract } from './scalars.ts'
import { pageInput } from './shared-things.ts'

export const roleContract = z.enum(['owner', 'admin', 'member', 'viewer'])

/** A person in the organization. */
export const memberContract = z.object({
  id: idContract,
  userId: idContract,
  name: z.string(),
  email: z.string(),
  role: roleContract,
})

export const memberPageContract = pageContract(memberContract)
export const memberRefInput = z.strictObject({ memberId: idContract })
export const listMembersInput = z.strictObject(pageInput)
export const createMemberInput = z.strictObject({
  email: z.string().trim().toLowerCase().max(254).pipe(z.email('This is not an e-mail address.')),
  role: roleContract,
})
export const updateMemberInput = z.strictObject({ memberId: idContract, role: roleContract })

export type Member = z.infer<typeof memberContract>
export type MemberPage = z.infer<typeof memberPageContract>
export type MemberRefInput = z.infer<typeof memberRefInput>
export type ListMembersInput = z.infer<typeof listMembersInput>
export type CreateMemberInput = z.infer<typeof createMemberInput>
export type UpdateMemberInput = z.infer<typeof updateMemberInput>

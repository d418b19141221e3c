import {
  createMemberInput,
  listMembersInput,
  memberContract,
  memberPageContract,
  memberRefInput,
  updateMemberInput,
} from '@parley/contracts'
import { createMember, createOnce, getMember, listMembers, removeMember, updateMember } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const membersRouter = router({
  list: memberProcedure
    .input(listMembersInput)
    .output(memberPageContract)
    .query(({ ctx, input }) => listMembers({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(memberRefInput)
    .output(memberContract)
    .query(({ ctx, input }) => getMember({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createMemberInput)
    .output(memberContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'members.create',
        input,
        () => createMember({ ctx, input }),
        (memberId) => getMember({ ctx, input: { memberId } }),
      ),
    ),

  update: memberProcedure
    .input(updateMemberInput)
    .output(memberContract)
    .mutation(({ ctx, input }) => updateMember({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(memberRefInput)
    .output(memberContract)
    .mutation(({ ctx, input }) => removeMember({ ctx: ctx.member, input })),
})

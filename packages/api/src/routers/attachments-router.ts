import { attachmentContract, attachmentRefInput, createAttachmentInput } from '@parley/contracts'
import { createAttachment, getAttachment } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const attachmentsRouter = router({
  get: memberProcedure
    .input(attachmentRefInput)
    .output(attachmentContract)
    .query(({ ctx, input }) => getAttachment({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createAttachmentInput)
    .output(attachmentContract)
    .mutation(({ ctx, input }) => createAttachment({ ctx: ctx.member, input })),
})

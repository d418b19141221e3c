import { attachmentContract, attachmentRefInput, createAttachmentInput } from '@parley/contracts'
import { createAttachment, createOnce, getAttachment } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const attachmentsRouter = router({
  get: memberProcedure
    .input(attachmentRefInput)
    .output(attachmentContract)
    .query(({ ctx, input }) => getAttachment({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createAttachmentInput)
    .output(attachmentContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'attachments.create',
        input,
        () => createAttachment({ ctx, input }),
        (attachmentId) => getAttachment({ ctx, input: { attachmentId } }),
      ),
    ),
})

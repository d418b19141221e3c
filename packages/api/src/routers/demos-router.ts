import {
  createDemoInput,
  demoContract,
  demoPageContract,
  demoRefInput,
  listDemosInput,
  publicDemoContract,
  updateDemoInput,
} from '@parley/contracts'
import { createDemo, createOnce, getDemo, getPublicDemo, listDemos, removeDemo, updateDemo } from '@parley/services'
import { memberProcedure, publicProcedure, router } from '../trpc.ts'

export const demosRouter = router({
  list: memberProcedure
    .input(listDemosInput)
    .output(demoPageContract)
    .query(({ ctx, input }) => listDemos({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(demoRefInput)
    .output(demoContract)
    .query(({ ctx, input }) => getDemo({ ctx: ctx.member, input })),

  getPublic: publicProcedure
    .input(demoRefInput)
    .output(publicDemoContract)
    .query(({ input }) => getPublicDemo({ input })),

  create: memberProcedure
    .input(createDemoInput)
    .output(demoContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'demos.create',
        input,
        () => createDemo({ ctx, input }),
        (demoId) => getDemo({ ctx, input: { demoId } }),
      ),
    ),

  update: memberProcedure
    .input(updateDemoInput)
    .output(demoContract)
    .mutation(({ ctx, input }) => updateDemo({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(demoRefInput)
    .output(demoContract)
    .mutation(({ ctx, input }) => removeDemo({ ctx: ctx.member, input })),
})

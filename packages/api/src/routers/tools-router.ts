import {
  createToolInput,
  listToolsInput,
  signingSecretContract,
  toolContract,
  toolPageContract,
  toolRefInput,
  updateToolInput,
} from '@parley/contracts'
import { createOnce, createTool, getTool, listTools, removeTool, rotateSecret, updateTool } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const toolsRouter = router({
  list: memberProcedure
    .input(listToolsInput)
    .output(toolPageContract)
    .query(({ ctx, input }) => listTools({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(toolRefInput)
    .output(toolContract)
    .query(({ ctx, input }) => getTool({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createToolInput)
    .output(toolContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'tools.create',
        input,
        () => createTool({ ctx, input }),
        (toolId) => getTool({ ctx, input: { toolId } }),
      ),
    ),

  update: memberProcedure
    .input(updateToolInput)
    .output(toolContract)
    .mutation(({ ctx, input }) => updateTool({ ctx: ctx.member, input })),

  rotateSecret: memberProcedure
    .input(toolRefInput)
    .output(signingSecretContract)
    .mutation(({ ctx, input }) => rotateSecret({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(toolRefInput)
    .output(toolContract)
    .mutation(({ ctx, input }) => removeTool({ ctx: ctx.member, input })),
})

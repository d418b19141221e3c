import {
  createPromptInput,
  listPromptsInput,
  promptContract,
  promptPageContract,
  promptRefInput,
  promptRunContract,
  runPromptInput,
  updatePromptInput,
} from '@parley/contracts'
import {
  createOnce,
  createPrompt,
  getPrompt,
  listPrompts,
  removePrompt,
  runPrompt,
  updatePrompt,
} from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const promptsRouter = router({
  list: memberProcedure
    .input(listPromptsInput)
    .output(promptPageContract)
    .query(({ ctx, input }) => listPrompts({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(promptRefInput)
    .output(promptContract)
    .query(({ ctx, input }) => getPrompt({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createPromptInput)
    .output(promptContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'prompts.create',
        input,
        () => createPrompt({ ctx, input }),
        (promptId) => getPrompt({ ctx, input: { promptId } }),
      ),
    ),

  update: memberProcedure
    .input(updatePromptInput)
    .output(promptContract)
    .mutation(({ ctx, input }) => updatePrompt({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(promptRefInput)
    .output(promptContract)
    .mutation(({ ctx, input }) => removePrompt({ ctx: ctx.member, input })),

  run: memberProcedure
    .input(runPromptInput)
    .output(promptRunContract)
    .mutation(({ ctx, input, signal }) => runPrompt({ ctx: ctx.member, input, signal })),
})

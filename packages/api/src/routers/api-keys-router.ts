import {
  apiKeyContract,
  apiKeyPageContract,
  apiKeyRefInput,
  createApiKeyInput,
  listApiKeysInput,
  updateApiKeyInput,
} from '@parley/contracts'
import { createApiKey, createOnce, getApiKey, listApiKeys, removeApiKey, updateApiKey } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const apiKeysRouter = router({
  list: memberProcedure
    .input(listApiKeysInput)
    .output(apiKeyPageContract)
    .query(({ ctx, input }) => listApiKeys({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(apiKeyRefInput)
    .output(apiKeyContract)
    .query(({ ctx, input }) => getApiKey({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createApiKeyInput)
    .output(apiKeyContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'apiKeys.create',
        input,
        () => createApiKey({ ctx, input }),
        (apiKeyId) => getApiKey({ ctx, input: { apiKeyId } }),
      ),
    ),

  update: memberProcedure
    .input(updateApiKeyInput)
    .output(apiKeyContract)
    .mutation(({ ctx, input }) => updateApiKey({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(apiKeyRefInput)
    .output(apiKeyContract)
    .mutation(({ ctx, input }) => removeApiKey({ ctx: ctx.member, input })),
})

import {
  createProviderInput,
  listProvidersInput,
  providerContract,
  providerPageContract,
  providerRefInput,
  updateProviderInput,
} from '@parley/contracts'
import {
  createOnce,
  createProvider,
  getProvider,
  listProviders,
  removeProvider,
  updateProvider,
} from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const providersRouter = router({
  list: memberProcedure
    .input(listProvidersInput)
    .output(providerPageContract)
    .query(({ ctx, input }) => listProviders({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(providerRefInput)
    .output(providerContract)
    .query(({ ctx, input }) => getProvider({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createProviderInput)
    .output(providerContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'providers.create',
        input,
        () => createProvider({ ctx, input }),
        (providerId) => getProvider({ ctx, input: { providerId } }),
      ),
    ),

  update: memberProcedure
    .input(updateProviderInput)
    .output(providerContract)
    .mutation(({ ctx, input }) => updateProvider({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(providerRefInput)
    .output(providerContract)
    .mutation(({ ctx, input }) => removeProvider({ ctx: ctx.member, input })),
})

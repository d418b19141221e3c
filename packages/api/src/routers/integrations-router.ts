import {
  attemptRefInput,
  connectIntegrationInput,
  connectIntegrationOutput,
  disconnectIntegrationOutput,
  integrationContract,
  integrationListContract,
  integrationRefInput,
  oauthAttemptContract,
  platformListContract,
  selectAccountInput,
  testIntegrationOutput,
} from '@parley/contracts'
import {
  connectIntegration,
  disconnectIntegration,
  getAttempt,
  listIntegrations,
  listPlatforms,
  selectAccount,
  testIntegration,
} from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const integrationsRouter = router({
  list: memberProcedure.output(integrationListContract).query(({ ctx }) => listIntegrations({ ctx: ctx.member })),

  listPlatforms: memberProcedure.output(platformListContract).query(({ ctx }) => listPlatforms({ ctx: ctx.member })),

  connect: memberProcedure
    .input(connectIntegrationInput)
    .output(connectIntegrationOutput)
    .mutation(({ ctx, input }) => connectIntegration({ ctx: ctx.member, input })),

  getAttempt: memberProcedure
    .input(attemptRefInput)
    .output(oauthAttemptContract)
    .query(({ ctx, input }) => getAttempt({ ctx: ctx.member, input })),

  selectAccount: memberProcedure
    .input(selectAccountInput)
    .output(integrationContract)
    .mutation(({ ctx, input }) => selectAccount({ ctx: ctx.member, input })),

  test: memberProcedure
    .input(integrationRefInput)
    .output(testIntegrationOutput)
    .mutation(({ ctx, input }) => testIntegration({ ctx: ctx.member, input })),

  disconnect: memberProcedure
    .input(integrationRefInput)
    .output(disconnectIntegrationOutput)
    .mutation(({ ctx, input }) => disconnectIntegration({ ctx: ctx.member, input })),
})

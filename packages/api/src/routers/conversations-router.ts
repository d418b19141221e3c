import {
  conversationContract,
  conversationHitPageContract,
  conversationPageContract,
  conversationRefInput,
  conversationWithMessagesContract,
  createConversationInput,
  listConversationsInput,
  searchConversationsInput,
  updateConversationInput,
} from '@parley/contracts'
import {
  archiveConversation,
  createConversation,
  endConversation,
  getConversation,
  listConversations,
  removeConversation,
  restoreConversation,
  searchConversations,
  updateConversation,
} from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const conversationsRouter = router({
  create: memberProcedure
    .input(createConversationInput)
    .output(conversationContract)
    .mutation(({ ctx, input }) => createConversation({ ctx: ctx.member, input })),

  list: memberProcedure
    .input(listConversationsInput)
    .output(conversationPageContract)
    .query(({ ctx, input }) => listConversations({ ctx: ctx.member, input })),

  search: memberProcedure
    .input(searchConversationsInput)
    .output(conversationHitPageContract)
    .query(({ ctx, input }) => searchConversations({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(conversationRefInput)
    .output(conversationWithMessagesContract)
    .query(({ ctx, input }) => getConversation({ ctx: ctx.member, input })),

  end: memberProcedure
    .input(conversationRefInput)
    .output(conversationContract)
    .mutation(({ ctx, input }) => endConversation({ ctx: ctx.member, input })),

  archive: memberProcedure
    .input(conversationRefInput)
    .output(conversationContract)
    .mutation(({ ctx, input }) => archiveConversation({ ctx: ctx.member, input })),

  restore: memberProcedure
    .input(conversationRefInput)
    .output(conversationContract)
    .mutation(({ ctx, input }) => restoreConversation({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(conversationRefInput)
    .output(conversationContract)
    .mutation(({ ctx, input }) => removeConversation({ ctx: ctx.member, input })),

  update: memberProcedure
    .input(updateConversationInput)
    .output(conversationContract)
    .mutation(({ ctx, input }) => updateConversation({ ctx: ctx.member, input })),
})

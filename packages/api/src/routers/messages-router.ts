import {
  decideMessageInput,
  editMessageInput,
  getMessageInput,
  listMessagesInput,
  listMessagesOutput,
  messageContract,
  messageMetadataContract,
  messageRefInput,
  rateMessageInput,
  rateMessageOutput,
  reactToMessageInput,
  regenerateMessageInput,
  sendMessageInput,
  sendMessageOutput,
  streamMessageInput,
  turnEventContract,
} from '@parley/contracts'
import {
  continueMessage,
  decideMessage,
  editMessage,
  getMessage,
  listMessages,
  markDelivered,
  markRead,
  rateMessage,
  reactToMessage,
  regenerateMessage,
  sendMessage,
  stopMessage,
  streamMessage,
} from '@parley/services'
import { trackEvents } from '../track-events.ts'
import { memberProcedure, router } from '../trpc.ts'

export const messagesRouter = router({
  list: memberProcedure
    .input(listMessagesInput)
    .output(listMessagesOutput)
    .query(({ ctx, input }) => listMessages({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(getMessageInput)
    .output(messageContract)
    .query(({ ctx, input }) => getMessage({ ctx: ctx.member, input })),

  send: memberProcedure
    .input(sendMessageInput)
    .output(sendMessageOutput)
    .mutation(({ ctx, input }) => sendMessage({ ctx: ctx.member, input })),

  regenerate: memberProcedure
    .input(regenerateMessageInput)
    .output(sendMessageOutput)
    .mutation(({ ctx, input }) => regenerateMessage({ ctx: ctx.member, input })),

  edit: memberProcedure
    .input(editMessageInput)
    .output(sendMessageOutput)
    .mutation(({ ctx, input }) => editMessage({ ctx: ctx.member, input })),

  stream: memberProcedure.input(streamMessageInput).subscription(({ ctx, input, signal, path }) => {
    const events = streamMessage({ ctx: ctx.member, input, signal })
    return trackEvents(ctx.verb, path, turnEventContract, events)
  }),

  stop: memberProcedure
    .input(messageRefInput)
    .output(messageContract)
    .mutation(({ ctx, input }) => stopMessage({ ctx: ctx.member, input })),

  continue: memberProcedure
    .input(messageRefInput)
    .output(messageContract)
    .mutation(({ ctx, input }) => continueMessage({ ctx: ctx.member, input })),

  decide: memberProcedure
    .input(decideMessageInput)
    .output(messageContract)
    .mutation(({ ctx, input }) => decideMessage({ ctx: ctx.member, input })),

  rate: memberProcedure
    .input(rateMessageInput)
    .output(rateMessageOutput)
    .mutation(({ ctx, input }) => rateMessage({ ctx: ctx.member, input })),

  react: memberProcedure
    .input(reactToMessageInput)
    .output(messageMetadataContract)
    .mutation(({ ctx, input }) => reactToMessage({ ctx: ctx.member, input })),

  markDelivered: memberProcedure
    .input(messageRefInput)
    .output(messageMetadataContract)
    .mutation(({ ctx, input }) => markDelivered({ ctx: ctx.member, input })),

  markRead: memberProcedure
    .input(messageRefInput)
    .output(messageMetadataContract)
    .mutation(({ ctx, input }) => markRead({ ctx: ctx.member, input })),
})

import {
  createTicketInput,
  listTicketsInput,
  ticketContract,
  ticketPageContract,
  ticketRefInput,
  updateTicketInput,
} from '@parley/contracts'
import { createOnce, createTicket, getTicket, listTickets, removeTicket, updateTicket } from '@parley/services'
import { memberProcedure, router } from '../trpc.ts'

export const ticketsRouter = router({
  list: memberProcedure
    .input(listTicketsInput)
    .output(ticketPageContract)
    .query(({ ctx, input }) => listTickets({ ctx: ctx.member, input })),

  get: memberProcedure
    .input(ticketRefInput)
    .output(ticketContract)
    .query(({ ctx, input }) => getTicket({ ctx: ctx.member, input })),

  create: memberProcedure
    .input(createTicketInput)
    .output(ticketContract)
    .mutation(({ ctx: { member: ctx }, input }) =>
      createOnce(
        ctx,
        'tickets.create',
        input,
        () => createTicket({ ctx, input }),
        (ticketId) => getTicket({ ctx, input: { ticketId } }),
      ),
    ),

  update: memberProcedure
    .input(updateTicketInput)
    .output(ticketContract)
    .mutation(({ ctx, input }) => updateTicket({ ctx: ctx.member, input })),

  remove: memberProcedure
    .input(ticketRefInput)
    .output(ticketContract)
    .mutation(({ ctx, input }) => removeTicket({ ctx: ctx.member, input })),
})

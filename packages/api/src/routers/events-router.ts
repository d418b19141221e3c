import { userEventContract, watchEventsInput } from '@parley/contracts'
import { watchEvents } from '@parley/services'
import { trackEvents } from '../track-events.ts'
import { memberProcedure, router } from '../trpc.ts'

export const eventsRouter = router({
  watch: memberProcedure.input(watchEventsInput).subscription(({ ctx, input, signal, path }) => {
    const events = watchEvents({ ctx: ctx.member, input, signal })
    return trackEvents(ctx.verb, path, userEventContract, events)
  }),
})

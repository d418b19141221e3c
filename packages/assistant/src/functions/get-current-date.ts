import { clock } from '../days.ts'
import { defineFunction } from './assistant-function.ts'

/** Today in the person's time zone. Result: `{ date, weekday, time, timeZone }`. */
export const getCurrentDate = defineFunction<Record<string, never>>({
  name: 'get_current_date',
  description:
    "Tells today's date, the weekday and the time in the time zone of the user. Use it before working out days such as last week.",
  effect: 'read',
  note: 'Checking the date…',
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
  async run(_, { context, now }) {
    return clock(now(), context.timeZone)
  },
})

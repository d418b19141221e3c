import { ConnectionNeededError, defineFunction } from './assistant-function.ts'

/** Asks the person to connect Google Analytics where it is not connected. Result: `{ isConnected: true }`. */
export const connectGoogleAnalytics = defineFunction<Record<string, never>>({
  name: 'connect_google_analytics',
  description:
    'Asks the user to connect Google Analytics, right here in the conversation, when it is not connected yet. Comes back once it is connected, or says that the user declined. Never ask for passwords or keys.',
  effect: 'read',
  note: 'Looking at your connection to Google Analytics…',
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
  async run(_, { ref, reads }) {
    const need = await reads.connections.findNeed(ref, 'google_analytics')
    if (need) throw new ConnectionNeededError(need)
    return { isConnected: true }
  },
})

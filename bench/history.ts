/** A page of 50 from a conversation of 2,000 messages, as a browser asks for it: newest, oldest and in between. */
import { startSandboxModel } from '@parley/sandbox'
import { signUp } from './lib/bench-client.ts'
import { milliseconds, percentile, printFigure, timeEach } from './lib/figures.ts'
import { startParley } from './lib/running-parley.ts'

const MESSAGES = 2_000
const PAGES = 400

const model = await startSandboxModel({ firstTokenDelayMs: 0, charactersPerSecond: 0 })
const parley = await startParley({
  OPENAI_BASE_URL: `${model.url}/v1`,
  OPENAI_API_KEY: 'bench',
  OPENAI_MODEL: 'sandbox-marketing',
})
try {
  const client = await signUp(parley.url)
  const conversationId = await client.createConversation()
  const fillMs = await timeEach(MESSAGES / 2, 0, async (round) => {
    const messageId = await client.send(conversationId, `Question ${round}: what is CTR?`)
    await (await client.firstText(conversationId, messageId)).ended
  })
  printFigure(`send to done, while filling ${MESSAGES} messages, p50`, milliseconds(percentile(fillMs, 0.5)))
  printFigure('  the last hundred, p50', milliseconds(percentile(fillMs.slice(-100), 0.5)))
  const pages = await timeEach(PAGES, 20, (round) => {
    const before = 50 + ((Math.abs(round) * 397) % (MESSAGES - 50))
    return client.query('messages.list', { conversationId, before, limit: 50 })
  })
  printFigure('a page of 50 of 2,000, p50', milliseconds(percentile(pages, 0.5)))
  printFigure('a page of 50 of 2,000, p99', milliseconds(percentile(pages, 0.99)), 'aim ≤ 80 ms')
  const opened = await timeEach(100, 10, () => client.query('conversations.get', { conversationId }))
  printFigure('conversations.get with the newest 50, p99', milliseconds(percentile(opened, 0.99)))
} finally {
  await parley.stop()
  await model.close()
}

/**
 * First token: from the first byte of `messages.send` out to the first text in, through Parley, minus the same question put straight to the
 * model server. One process each, on this machine, in one run; alone, and while 50 long answers flow through Parley at the
 * usual speed of a model.
 */
import { startSandboxModel } from '@parley/sandbox'
import { type BenchClient, readUntil, signUp } from './lib/bench-client.ts'
import { milliseconds, percentile, printFigure } from './lib/figures.ts'
import { startParley } from './lib/running-parley.ts'

const QUESTION = 'Explain CTR in one paragraph.'
const ALONE = 200
const STREAMS = 50
const AMONG = 60
/** What many models do: some 50 tokens a second. */
const MODEL_CHARACTERS_PER_SECOND = 200
const LONG_QUESTION = 'Plan a spring campaign for our newsletter, with a checklist'

const model = await startSandboxModel({ firstTokenDelayMs: 0, charactersPerSecond: 0 })
const parley = await startParley({
  OPENAI_BASE_URL: `${model.url}/v1`,
  OPENAI_API_KEY: 'bench',
  OPENAI_MODEL: 'sandbox-marketing',
})
try {
  const client = await signUp(parley.url)
  const straight: number[] = []
  const through: number[] = []
  for (let round = -20; round < ALONE; round++) {
    const direct = await timeStraight()
    await direct.ended
    const ours = await timeThrough(client)
    await ours.ended
    if (round >= 0) {
      straight.push(direct.firstMs)
      through.push(ours.firstMs)
    }
  }
  report('alone', straight, through, '≤ 12 / 30 ms')

  await setPace(MODEL_CHARACTERS_PER_SECOND)
  let isOver = false
  const background = Array.from({ length: STREAMS }, async () => {
    while (!isOver) await answerLong(client)
  })
  await new Promise((resume) => setTimeout(resume, 5000)) // until all of them flow
  const amongStraight: number[] = []
  const amongThrough: number[] = []
  for (let round = 0; round < AMONG; round++) {
    amongStraight.push((await timeStraight()).firstMs)
    amongThrough.push((await timeThrough(client)).firstMs)
  }
  report(`among ${STREAMS} streams`, amongStraight, amongThrough, '')
  isOver = true
  await setPace(0)
  await Promise.all(background)
} finally {
  await parley.stop()
  await model.close()
}

interface Timed {
  firstMs: number
  ended: Promise<void>
}

async function timeStraight(): Promise<Timed> {
  const start = performance.now()
  const response = await fetch(`${model.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bench' },
    body: JSON.stringify({ model: 'sandbox-marketing', stream: true, messages: [{ role: 'user', content: QUESTION }] }),
  })
  const { ended } = await readUntil(response, (text) => /"content":"[^"]/.test(text), '[DONE]')
  return { firstMs: performance.now() - start, ended }
}

/** One long answer, read to its end. */
async function answerLong(client: BenchClient): Promise<void> {
  const conversationId = await client.createConversation()
  const messageId = await client.send(conversationId, LONG_QUESTION)
  await (await client.firstText(conversationId, messageId)).ended
}

async function setPace(charactersPerSecond: number): Promise<void> {
  await fetch(`${model.url}/sandbox/settings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ charactersPerSecond }),
  })
}

async function timeThrough(client: BenchClient): Promise<Timed> {
  const conversationId = await client.createConversation()
  const start = performance.now()
  const messageId = await client.send(conversationId, QUESTION)
  const { ended } = await client.firstText(conversationId, messageId)
  return { firstMs: performance.now() - start, ended }
}

function report(name: string, straight: number[], through: number[], aim: string): void {
  for (const share of [0.5, 0.99]) {
    const [direct, ours] = [percentile(straight, share), percentile(through, share)]
    const label = `first token, ${name}, p${share * 100}: through ${milliseconds(ours)} − straight ${milliseconds(direct)}`
    printFigure(label, milliseconds(ours - direct), aim && `aim ${aim}`)
  }
}

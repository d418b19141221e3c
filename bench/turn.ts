/**
 * First token: from the first byte of `messages.send` out to the first text in, through Parley, minus the same question put straight to the
 * model server. One process each, on this machine, in one run; alone, and with 50 streams at once that go on at the speed of a fast model.
 */
import { startSandboxModel } from '@parley/sandbox'
import { type BenchClient, readUntil, signUp } from './lib/bench-client.ts'
import { milliseconds, percentile, printFigure } from './lib/figures.ts'
import { startParley } from './lib/running-parley.ts'

const QUESTION = 'Explain CTR in one paragraph.'
const ALONE = 200
const STREAMS = 50
const WAVES = 6
const FAST_MODEL_CHARACTERS_PER_SECOND = 400

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
    const ours = await timeThrough(client)
    if (round >= 0) {
      straight.push(direct)
      through.push(ours)
    }
  }
  report('alone', straight, through, '≤ 12 / 30 ms')

  await fetch(`${model.url}/sandbox/settings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ charactersPerSecond: FAST_MODEL_CHARACTERS_PER_SECOND }),
  })
  const wideStraight: number[] = []
  const wideThrough: number[] = []
  for (let wave = 0; wave < WAVES; wave++) {
    wideStraight.push(...(await Promise.all(Array.from({ length: STREAMS }, timeStraight))))
    wideThrough.push(...(await Promise.all(Array.from({ length: STREAMS }, () => timeThrough(client)))))
  }
  report(`${STREAMS} streams`, wideStraight, wideThrough, '')
} finally {
  await parley.stop()
  await model.close()
}

async function timeStraight(): Promise<number> {
  const start = performance.now()
  const response = await fetch(`${model.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bench' },
    body: JSON.stringify({ model: 'sandbox-marketing', stream: true, messages: [{ role: 'user', content: QUESTION }] }),
  })
  const { ended } = await readUntil(response, (text) => /"content":"[^"]/.test(text), '[DONE]')
  const first = performance.now() - start
  await ended
  return first
}

async function timeThrough(client: BenchClient): Promise<number> {
  const conversationId = await client.createConversation()
  const start = performance.now()
  const messageId = await client.send(conversationId, QUESTION)
  const { ended } = await client.firstText(conversationId, messageId)
  const first = performance.now() - start
  await ended
  return first
}

function report(name: string, straight: number[], through: number[], aim: string): void {
  for (const share of [0.5, 0.99]) {
    const [direct, ours] = [percentile(straight, share), percentile(through, share)]
    const label = `first token, ${name}, p${share * 100}: through ${milliseconds(ours)} − straight ${milliseconds(direct)}`
    printFigure(label, milliseconds(ours - direct), aim && `aim ${aim}`)
  }
}

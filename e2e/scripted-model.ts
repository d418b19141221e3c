import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** One thing the model does in answer to one request. `hold` waits until the test calls release(). */
export type Step =
  | { text: string }
  | { toolCall: { name: string; arguments: string } }
  | { hold: true }
  | { cut: true }
  | { status: number; message: string }

export interface ScriptedModel {
  url: string
  /** What the next request to answer a person is answered with; unscripted requests get a short default. */
  script(...answers: Step[][]): void
  /** Lets every held answer go on, now and later. */
  release(): void
  /** Bodies of the chat requests so far. */
  requests: ChatRequest[]
  close(): Promise<void>
}

export interface ChatRequest {
  messages: { role: string; content: string | null }[]
  tools?: unknown[]
}

/** An OpenAI-compatible server that says what the test tells it to, when the test tells it to. */
export async function startScriptedModel(): Promise<ScriptedModel> {
  const answers: Step[][] = []
  const requests: ChatRequest[] = []
  let gate = openGate()

  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => response.destroy(error))
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: ChatRequest = JSON.parse(await readBody(request))
    const isTitle = !body.tools && /title/i.test(body.messages[0]?.content ?? '')
    if (!isTitle) requests.push(body)
    const steps = isTitle ? [{ text: 'A scripted title' }] : (answers.shift() ?? [{ text: 'An unscripted answer.' }])
    const isRefusal = steps[0] && 'status' in steps[0] ? steps[0] : undefined
    if (isRefusal) {
      response.writeHead(isRefusal.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: isRefusal.message, type: 'server_error' } }))
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    let finish = 'stop'
    for (const step of steps) {
      if ('hold' in step) await gate.opened
      else if ('cut' in step) return void response.destroy()
      else if ('text' in step) sendChunk(response, { content: step.text })
      else if ('toolCall' in step) {
        finish = 'tool_calls'
        const call = { index: 0, id: `call_${requests.length}`, type: 'function', function: step.toolCall }
        sendChunk(response, { tool_calls: [call] })
      }
    }
    sendChunk(response, {}, finish)
    const usage = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 }
    response.write(`data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [], usage })}\n\n`)
    response.end('data: [DONE]\n\n')
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    script(...next) {
      answers.length = 0
      answers.push(...next)
      gate.open()
      gate = openGate()
    },
    release: () => gate.open(),
    close: () =>
      new Promise((done) => {
        gate.open()
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

function openGate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

function sendChunk(response: ServerResponse, delta: object, finishReason: string | null = null): void {
  const chunk = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'scripted' }
  response.write(
    `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, finish_reason: finishReason }] })}\n\n`,
  )
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += piece
  return text
}

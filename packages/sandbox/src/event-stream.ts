/** Server-sent events from an async generator, pulled as the reader takes them; `cancel` is called when the reader goes away. */
export function eventStream(pieces: AsyncGenerator<{ data: string }>, cancel: () => void): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await pieces.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(`data: ${next.value.data}\n\n`))
    },
    cancel,
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    },
  })
}

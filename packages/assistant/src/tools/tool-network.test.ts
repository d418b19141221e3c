import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createToolNetwork, MAX_ANSWER_BYTES } from './tool-network.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function serverThat(answer: RequestListener) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    answer(request, response)
  })
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { port, seen, connections: () => connections }
}

function send(url: string, { isPrivateAllowed = true, timeoutMs = 5_000, signal = new AbortController().signal } = {}) {
  const network = createToolNetwork({ isPrivateAllowed })
  open.push(network)
  return network.send({ method: 'POST', url: new URL(url), headers: {}, body: '{}' }, timeoutMs, signal)
}

const fails = (message: string, mayBeDone: boolean) =>
  expect.objectContaining({ name: 'ToolFailedError', message, mayBeDone })

describe('where tools may be called', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
    '%s is never connected to, whatever its name says',
    async (host) => {
      const { port, connections } = await serverThat((_, response) => response.end('{}'))
      const reached = send(`https://${host}:${port}/`, { isPrivateAllowed: false })
      await expect(reached).rejects.toEqual(fails('Its address is not a public one.', false))
      expect(connections()).toBe(0)
    },
  )

  test.each(['169.254.169.254', '10.0.0.1', '192.168.1.1', '100.64.0.1', '[fd00::1]', '[fe80::1]'])(
    '%s is refused at once',
    async (host) => {
      const reached = send(`https://${host}/latest/meta-data/`, { isPrivateAllowed: false })
      await expect(reached).rejects.toEqual(fails('Its address is not a public one.', false))
    },
  )

  test('http is refused, unless the installation says otherwise', async () => {
    const { port, seen } = await serverThat((_, response) => response.end('{"ok":true}'))
    const address = `http://127.0.0.1:${port}/hook`
    await expect(send(address, { isPrivateAllowed: false })).rejects.toEqual(fails('Its address is not https.', false))
    await expect(send('file:///etc/passwd')).rejects.toEqual(fails('Its address is not https.', false))
    expect(seen).toEqual([])
    expect(await send(address)).toBe('{"ok":true}')
  })
})

describe('what an address may answer', () => {
  test('a redirect is not followed', async () => {
    const { port, seen } = await serverThat((_, response) => response.writeHead(302, { location: '/elsewhere' }).end())
    const message = 'It answered with a redirect, which is not followed.'
    await expect(send(`http://127.0.0.1:${port}/hook`)).rejects.toEqual(fails(message, true))
    expect(seen).toEqual(['/hook'])
  })

  test('what is too slow is given up, in the headers and in the body', async () => {
    const silent = await serverThat(() => undefined)
    const dripping = await serverThat((_, response) => response.writeHead(200).write('{'))
    for (const { port } of [silent, dripping]) {
      const late = send(`http://127.0.0.1:${port}/`, { timeoutMs: 200 })
      await expect(late).rejects.toEqual(fails('It did not answer within 0.2 seconds.', true))
    }
  })

  test('no more than so much is read', async () => {
    let isCut = false
    const { port } = await serverThat((request, response) => {
      request.resume()
      response.on('close', () => {
        isCut = !response.writableFinished
      })
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
        if (!response.destroyed) response.once('drain', pour)
      }
      pour()
    })
    const message = `It answered with more than ${MAX_ANSWER_BYTES / 1024} KB.`
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toEqual(fails(message, true))
    await expect.poll(() => isCut).toBe(true)
  })

  test('a refusal is told with its first words; what failed may have been done', async () => {
    const { port } = await serverThat(({ url }, response) =>
      response.writeHead(Number(url?.slice(1))).end(`No\n such  contact ${'x'.repeat(1000)}`),
    )
    const refused = send(`http://127.0.0.1:${port}/404`)
    await expect(refused).rejects.toEqual(
      fails(expect.stringMatching(/^It answered with status 404: No such contact x+$/), false),
    )
    await expect(send(`http://127.0.0.1:${port}/500`)).rejects.toMatchObject({ mayBeDone: true })
  })

  test('one that is not there was not reached; one that hangs up may have done it', async () => {
    const gone = await serverThat(() => undefined)
    open.splice(0).forEach((one) => {
      one.close()
    })
    await expect(send(`http://127.0.0.1:${gone.port}/`)).rejects.toEqual(fails('It could not be reached.', false))
    await expect(send('http://nowhere.invalid/')).rejects.toEqual(fails('It could not be reached.', false))
    const { port } = await serverThat(({ socket }) => socket.destroy())
    await expect(send(`http://127.0.0.1:${port}/`)).rejects.toEqual(fails('The connection to it broke off.', true))
  })
})

import { parseArgs } from 'node:util'
import { runMaintenance } from './backup/run-maintenance.ts'
import { BackupError, DirectoryError, DirectoryInUseError, OpenListenerError, startEmbeddedMongo } from './index.ts'

/**
 * The database as a process: `--data DIR --port N [--host H] [--auth] [--slowms N] [--test-commands]`. Prints its
 * mongodb:// URI when ready. With an IPC channel it also sends { type: 'ready', uri, port }, and leaves, after the running
 * commit, when the channel closes. Without a server: `backup --data DIR --to DIR` (also while one serves DIR),
 * `restore --from DIR --data DIR`, `compact --data DIR`.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: '0' },
      host: { type: 'string', default: '127.0.0.1' },
      to: { type: 'string' },
      from: { type: 'string' },
      auth: { type: 'boolean' },
      slowms: { type: 'string', default: '100' },
      'test-commands': { type: 'boolean', default: false },
    },
  })
  const [command] = positionals
  if (command !== undefined) {
    process.stdout.write(`${await runMaintenance(command, values)}\n`)
    return
  }
  const port = Number(values.port)
  if (!values.data || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('usage: --data DIR [--port 0…65535] [--host 127.0.0.1] [--auth] [--slowms 100] [--test-commands]')
  const hasChannel = process.send !== undefined
  const parent = process.ppid
  const isOrphan = () => hasChannel && (!process.connected || process.ppid !== parent)
  const slowMs = Number(values.slowms)
  if (!(slowMs >= 0)) throw new Error('--slowms takes a number of milliseconds')
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const tell = (message: string) => {
    if (process.connected) process.send?.({ type: 'log', level: 'info', message })
  }
  const database = await startEmbeddedMongo({
    dataDir: values.data,
    port,
    host: values.host,
    ...(values.auth ? { auth: true } : {}),
    testCommands: values['test-commands'],
    isLeaving: isOrphan,
    slowMs,
    // With a channel, what is only interesting goes to whoever holds it.
    logger: { info: hasChannel ? tell : say, warn: say, error: (error) => say(error.stack ?? error.message) },
  })
  let isLeaving = false
  const leave = () => {
    if (isLeaving) return
    isLeaving = true
    database.close().then(
      () => process.exit(0),
      (error: unknown) => {
        say(String(error))
        process.exit(1)
      },
    )
  }
  process.once('SIGINT', leave)
  process.once('SIGTERM', leave)
  process.once('disconnect', leave)
  if (isOrphan()) leave()
  process.stdout.write(`${database.uri}\n`)
  process.send?.({ type: 'ready', uri: database.uri, port: database.port })
}

main().catch((error: unknown) => {
  const isExpected = [BackupError, DirectoryError, DirectoryInUseError, OpenListenerError].some(
    (kind) => error instanceof kind,
  )
  const text = error instanceof Error ? (isExpected ? error.message : error.stack) : String(error)
  process.stderr.write(`${text}\n`)
  process.exit(1)
})

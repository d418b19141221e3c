import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { CodeJob, FromCodeThread, ToCodeThread } from './code-messages.ts'
import { loadInterpreter } from './interpreter.ts'

/** Where there are fewer cores than threads the one that serves goes first. Only Linux gives a thread a priority of its own. */
const PRIORITY = 10
if (process.platform === 'linux') setPriority(PRIORITY)

const port = parentPort
if (port) {
  const job: CodeJob = workerData
  const post = (message: FromCodeThread) => port.postMessage(message)
  const interpreter = await loadInterpreter()
  port.on('message', (message: ToCodeThread) => post(interpreter.answer(message)))
  post({ type: 'ready' })
  post(interpreter.begin(job))
}

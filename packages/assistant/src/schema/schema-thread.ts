import { parentPort } from 'node:worker_threads'
import { judge } from './judge.ts'
import type { FromSchemaThread, SchemaJob } from './schema-messages.ts'

const port = parentPort
if (port) {
  const post = (message: FromSchemaThread) => port.postMessage(message)
  port.on('message', (job: SchemaJob) => {
    post({ type: 'begun' })
    post(judge(job))
  })
}

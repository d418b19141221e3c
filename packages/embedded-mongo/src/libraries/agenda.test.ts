import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { MongoBackend } from '@agendajs/mongo-backend'
import { Agenda } from 'agenda'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

const WORKER = fileURLToPath(new URL('./agenda-worker.test-support.ts', import.meta.url))

let database: TestDatabase
const workers: ChildProcess[] = []

beforeAll(async () => {
  database = await startForTest()
})

afterEach(async () => {
  for (const worker of workers.splice(0)) {
    if (worker.exitCode !== null || worker.signalCode !== null) continue
    worker.kill('SIGKILL')
    await once(worker, 'exit')
  }
  await jobs().dropDatabase()
})

afterAll(() => database.close())

const jobs = () => database.client.db('jobs')

async function startWorker(environment: Record<string, string> = {}): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URI: database.database.uri, ...environment }
  const worker = fork(WORKER, [], { execArgv: ['--import', 'tsx'], env })
  workers.push(worker)
  await once(worker, 'message')
  return worker
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not within 30 s: ${what}`)
    await pause(50)
  }
}

const agendaHere = () =>
  new Agenda({ backend: new MongoBackend({ mongo: jobs(), collection: 'agendajobs' }), processEvery: 100 })

test('two processes share Agenda’s jobs, each done once', async () => {
  await Promise.all([startWorker(), startWorker()])
  const agenda = agendaHere()
  await agenda.ready
  for (let number = 0; number < 40; number++) await agenda.now('note', { number })
  const notes = jobs().collection('notes')
  await until(async () => (await notes.countDocuments()) >= 40, 'forty notes')
  expect((await notes.distinct('number')).length).toBe(40)
  expect(await jobs().collection('begun').countDocuments()).toBe(40)
  await agenda.stop()
}, 90_000)

test('a job whose process was killed is done by another when its lock is over', async () => {
  const hanging = await startWorker({ HANGS: '1' })
  const agenda = agendaHere()
  await agenda.ready
  await agenda.now('note', { number: 1 })
  await until(async () => (await jobs().collection('begun').countDocuments()) === 1, 'the first begins')
  hanging.kill('SIGKILL')
  await once(hanging, 'exit')
  const other = await startWorker()
  await until(async () => (await jobs().collection('notes').countDocuments()) === 1, 'the other ends')
  expect(await jobs().collection('notes').findOne()).toMatchObject({ number: 1, pid: other.pid })
  await agenda.stop()
}, 90_000)

test('repeated, failing, unique and cancelled jobs are as Agenda has them', async () => {
  const agenda = agendaHere()
  let repeats = 0
  agenda.define('again', async () => {
    repeats += 1
  })
  agenda.define('broken', async () => {
    throw new Error('as expected')
  })
  const failed = once(agenda, 'fail:broken')
  await agenda.start()
  await agenda.every(200, 'again')
  await agenda.every(200, 'again')
  await agenda.now('broken', {})
  const [error] = await failed
  expect(error).toMatchObject({ message: 'as expected' })
  await until(async () => repeats >= 3, 'three repeats')
  const stored = jobs().collection('agendajobs')
  expect(await stored.countDocuments({ name: 'again' })).toBe(1)
  await until(
    async () => (await stored.countDocuments({ name: 'broken', failCount: 1 })) === 1,
    'the failure is stored',
  )
  expect(await stored.findOne({ name: 'broken' })).toMatchObject({ failReason: 'as expected' })
  expect(await agenda.cancel({ name: 'again' })).toBe(1)
  expect(await stored.countDocuments({ name: 'again' })).toBe(0)
  await agenda.stop()
}, 60_000)

import type { DraftFile } from '@parley/chat-ui'
import { expect, test } from 'vitest'
import { attachFiles, forgetFile, retryFile, type Uploads } from './upload-files.ts'

/** A draft, and what was asked of the page for it. Nothing that is announced here is ever taken. */
function draft(announce: Uploads['announce'] = () => new Promise(() => undefined)) {
  let files: DraftFile[] = []
  const said: string[] = []
  const announced: { name: string; type: string; key: string; signal: AbortSignal }[] = []
  let keys = 0
  const uploads: Uploads = {
    change(edit) {
      files = edit(files)
    },
    newKey: () => `key-${announced.length}-${keys++}`,
    say: (words) => said.push(words),
    announce(file, key, signal) {
      announced.push({ name: file.name, type: file.type, key, signal })
      return announce(file, key, signal)
    },
    explain: () => ({ userMessage: 'The server is busy.', canRetry: true }),
  }
  return { uploads, files: () => files, said, announced }
}

const csv = (name = 'visits.csv', content = 'a,b\n1,2\n') => new File([content], name, { type: 'text/csv' })
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('files are shown at once and announced with their type', async () => {
  const { uploads, files, announced } = draft()
  attachFiles([csv(), new File(['# Plan'], 'plan.md')], uploads)
  expect(files().map(({ name, type, problem, sent }) => [name, type, problem, sent])).toEqual([
    ['visits.csv', 'text/csv', null, null],
    ['plan.md', 'text/markdown', null, null],
  ])
  await settled()
  expect(announced.map(({ name, type }) => [name, type])).toEqual([
    ['visits.csv', 'text/csv'],
    ['plan.md', 'text/markdown'],
  ])
})

test('what cannot be attached says why and is not announced', async () => {
  const { uploads, files, announced } = draft()
  const large = new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'large.csv')
  attachFiles([new File(['MZ'], 'tool.exe'), csv('empty.csv', ''), large], uploads)
  expect(files().map(({ problem }) => problem)).toEqual([
    { userMessage: expect.stringMatching(/PDF, CSV/), canRetry: false },
    { userMessage: 'The file is empty.', canRetry: false },
    { userMessage: 'Keep the file under 10 MB.', canRetry: false },
  ])
  await settled()
  expect(announced).toEqual([])
})

test('ten go with a message; that the others do not is said', () => {
  const { uploads, files, said } = draft()
  attachFiles(
    Array.from({ length: 7 }, (_, at) => csv(`${at}.csv`)),
    uploads,
  )
  attachFiles(
    Array.from({ length: 7 }, (_, at) => csv(`b${at}.csv`)),
    uploads,
  )
  expect(files()).toHaveLength(10)
  expect(said).toEqual(['At most 10 files go with a message.'])
})

test('after a failure it is tried again under the same key', async () => {
  const { uploads, files, announced } = draft(() => Promise.reject(new Error('busy')))
  attachFiles([csv()], uploads)
  await settled()
  expect(files()[0]?.problem).toEqual({ userMessage: 'The server is busy.', canRetry: true })
  const key = files()[0]?.key ?? ''
  retryFile(key, uploads)
  expect(files()[0]?.problem).toBeNull()
  await settled()
  expect(announced.map((each) => each.key)).toEqual([key, key])
})

test('the upload of a file that is taken away ends', async () => {
  const { uploads, files, announced } = draft()
  attachFiles([csv()], uploads)
  await settled()
  forgetFile(files()[0]?.key ?? '')
  expect(announced[0]?.signal.aborted).toBe(true)
})

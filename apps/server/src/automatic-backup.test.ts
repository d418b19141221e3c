import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTenant } from '@parley/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { backUpBefore } from './automatic-backup.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-backups-'))
  await createTenant()
})
afterEach(() => rm(dataDir, { recursive: true }))

const there = async () => (await readdir(join(dataDir, 'backups'))).toSorted()
const nameOf = (day: number, change = 'up') => `2026-11-0${day}T10-00-00-000Z-before-migrate-${change}.parley-backup`
const backUp = (day: number, change: 'up' | 'down' = 'up') =>
  backUpBefore(change, { dataDir }, new Date(`2026-11-0${day}T10:00:00Z`))

test('the newest five stay, and what else lies there', async () => {
  for (const day of [1, 2, 3, 4])
    expect(await backUp(day, day % 2 === 0 ? 'up' : 'down')).toMatchObject({ removed: [] })
  await writeFile(join(dataDir, 'backups', 'mine.parley-backup'), 'kept by hand')
  expect((await backUp(5)).removed).toEqual([])
  expect((await backUp(6)).removed).toEqual([nameOf(1, 'down')])
  expect((await backUp(7)).removed).toEqual([nameOf(2)])
  await backUp(8)
  expect(await there()).toEqual([...[4, 5, 6, 7, 8].map((day) => nameOf(day)), 'mine.parley-backup'])
})

test('none goes for one that could not be made; a clock that was set back costs nobody the new one', async () => {
  for (const day of [2, 3, 4, 5, 6]) await backUp(day)
  const before = await there()
  await expect(backUp(6)).rejects.toThrow(/of that name is there already/)
  expect(await there()).toEqual(before)
  expect(await backUp(1)).toMatchObject({ path: expect.stringContaining(nameOf(1)), removed: [nameOf(2)] })
  expect(await there()).toContain(nameOf(1))
})

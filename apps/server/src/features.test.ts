import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { databaseHandle, User } from '@parley/db'
import { expect, inject, test } from 'vitest'

const entry = fileURLToPath(new URL('./features.ts', import.meta.url))

/** Runs `pnpm features` on this test's own database, as its script does. */
function command(...args: string[]): Promise<{ code: number | null; output: string }> {
  const uri = new URL(inject('databaseUri'))
  uri.pathname = databaseHandle().db.databaseName
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], {
    env: { ...process.env, MONGODB_URI: uri.href },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })))
}

test('the operator sets and takes away a person’s flags, and is told what is there', async () => {
  const email = 'grace@example.test'
  await User.create([{ name: 'Grace', email, features: { old: 1, kept: 'x' } }])
  expect(await command('Grace@Example.test', 'newThread=true', 'maxCharts=4', 'old=')).toEqual({
    code: 0,
    output: [
      ...['Set newThread.', 'Set maxCharts.', 'Took old away.'],
      ...[`${email} has`, '  kept="x"', '  newThread=true', '  maxCharts=4', ''],
    ].join('\n'),
  })
  const features = { kept: 'x', maxCharts: 4, newThread: true }
  expect((await User.findOne({ email }).lean())?.features).toEqual(features)
  expect(await command('nobody@example.test', 'fine=1')).toEqual({
    code: 1,
    output: 'We could not find this account. It may have been deleted.\n',
  })
}, 120_000)

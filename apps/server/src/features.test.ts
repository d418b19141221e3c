import { databaseHandle, User } from '@parley/db'
import { expect, inject, test } from 'vitest'
import { runTestCommand } from './run-test-command.ts'

/** Runs `pnpm features` on this test's own database. */
function command(...args: string[]) {
  const uri = new URL(inject('databaseUri'))
  uri.pathname = databaseHandle().db.databaseName
  return runTestCommand('features', args, { MONGODB_URI: uri.href })
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

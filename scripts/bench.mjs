import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isBuildCurrent } from './build-stamp.mjs'
import { ROOT, run, tool } from './run.mjs'

/** `pnpm bench [name …] [--option …]`: each benchmark of bench/, one after the other, over the built server. Options go to each. */
const given = process.argv.slice(2).filter((arg) => arg !== '--')
const firstOption = given.findIndex((arg) => arg.startsWith('--'))
const names = firstOption < 0 ? given : given.slice(0, firstOption)
const options = given.slice(names.length)
const all = readdirSync(join(ROOT, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replace(/\.ts$/, ''))
const unknown = names.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`There is no benchmark called ${unknown.join(', ')}. There are: ${all.join(', ')}`)
  process.exit(2)
}
if (!isBuildCurrent()) {
  const { code } = await run({ command: process.execPath, args: [join(ROOT, 'scripts/build.mjs')] })
  if (code !== 0) process.exit(code)
}
for (const name of names.length > 0 ? names : all) {
  console.log(`\n${name}`)
  const { code } = await run(tool('tsx/dist/cli.mjs', [join(ROOT, 'bench', `${name}.ts`), ...options]))
  if (code !== 0) process.exitCode = code
}

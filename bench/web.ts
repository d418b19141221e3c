/** What a browser loads, in gzipped JavaScript, read from the build: to a first paint and to a rendered answer. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { printFigure } from './lib/figures.ts'

const script = fileURLToPath(new URL('../apps/web/measure-size.mjs', import.meta.url))
for (const line of execFileSync(process.execPath, [script], { encoding: 'utf8' }).trim().split('\n')) {
  const [name = '', size = ''] = line.split(': ')
  printFigure(name, size, name.startsWith('first paint') ? 'aim ≤ 200 KB' : 'aim ≤ 450 KB')
}

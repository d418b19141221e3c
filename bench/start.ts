/** From process start to /healthz with the build current, fresh and on used data; then idle memory of all processes. */
import { milliseconds, percentile, printFigure } from './lib/figures.ts'
import { rssAnonOfTree } from './lib/process-memory.ts'
import { startParley } from './lib/running-parley.ts'

const starts: number[] = []
const first = await startParley()
printFigure('start on an empty data directory', milliseconds(first.startMs), 'aim ≤ 3000 ms')
await new Promise((resume) => setTimeout(resume, 5000)) // let start-up work end before memory is read
const memory = rssAnonOfTree(first.pid)
printFigure('idle memory, RssAnon of all processes', `${memory.totalMb.toFixed(0)} MB`)
for (const one of memory.processes) printFigure(`  ${one.command} (${one.pid})`, `${one.mb.toFixed(0)} MB`)
await first.stop()

for (let round = 0; round < 5; round++) {
  const running = await startParley()
  starts.push(running.startMs)
  await running.stop()
}
printFigure('start, median of 5', milliseconds(percentile(starts, 0.5)), 'aim ≤ 3000 ms')

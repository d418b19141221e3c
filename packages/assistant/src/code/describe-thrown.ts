import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'
import type { CodeFailure } from './code-messages.ts'
import { CODE_NAME } from './harness.ts'

const MAX_LENGTH = 500
const LINE = new RegExp(`${CODE_NAME.replace('.', '\\.')}:(\\d+)`)

/** What was thrown, an error or anything else, by its own words; they may be made up, so only texts are taken, and cut. */
export function describeThrown(vm: QuickJSContext, thrown: QuickJSHandle): Omit<CodeFailure, 'kind'> {
  const textOf = (value: QuickJSHandle) => (vm.typeof(value) === 'string' ? vm.getString(value) : '')
  if (vm.typeof(thrown) !== 'object' || vm.sameValue(thrown, vm.null)) {
    return { name: 'Error', message: String(vm.dump(thrown)).slice(0, MAX_LENGTH) }
  }
  const read = (key: string) => textOf(vm.getProp(thrown, key))
  const line = LINE.exec(read('stack'))?.[1]
  return {
    name: read('name').slice(0, MAX_LENGTH) || 'Error',
    message: read('message').slice(0, MAX_LENGTH),
    ...(line !== undefined && { line: Number(line) }),
  }
}

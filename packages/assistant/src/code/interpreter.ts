import variant from '@jitl/quickjs-singlefile-mjs-release-sync'
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSDeferredPromise,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core'
import type { CodeFailure, CodeJob, CodeProgress, Question, ToCodeThread } from './code-messages.ts'
import { describeThrown } from './describe-thrown.ts'
import { CODE_NAME, HARNESS } from './harness.ts'
import { CODE_LIMITS } from './limits.ts'

/** A QuickJS of its own, in WebAssembly: it holds the language, `askModel` where the job has it, and nothing of Node. */
export async function loadInterpreter(): Promise<Interpreter> {
  return new Interpreter((await newQuickJSWASMModuleFromVariant(variant)).newRuntime())
}

/** Runs one job, from `begin` through an `answer` for each question to its end. Nothing is freed: its thread ends with it. */
export class Interpreter {
  readonly #runtime: QuickJSRuntime
  readonly #vm: QuickJSContext
  readonly #waiting = new Map<number, QuickJSDeferredPromise>()
  #questions: Question[] = []
  #asked = 0
  #leftMs: number = CODE_LIMITS.computingMs
  #deadline = 0
  #isCut = false
  #end: CodeProgress | undefined

  constructor(runtime: QuickJSRuntime) {
    this.#runtime = runtime
    runtime.setMemoryLimit(CODE_LIMITS.memoryBytes)
    runtime.setMaxStackSize(CODE_LIMITS.stackBytes)
    runtime.setInterruptHandler(() => {
      this.#isCut ||= performance.now() > this.#deadline
      return this.#isCut
    })
    this.#vm = runtime.newContext()
  }

  begin({ code, event, startedAt, asksModel }: CodeJob): CodeProgress {
    const vm = this.#vm
    return this.#compute(() => {
      const harness = vm.evalCode(HARNESS, 'harness.js').unwrap()
      const run = vm.callFunction(harness, vm.undefined, vm.newNumber(startedAt)).unwrap()
      if (asksModel) {
        const askModel = vm.newFunction('askModel', (text) => this.#ask(text))
        vm.setProp(vm.global, 'askModel', askModel)
      }
      const defined = vm.evalCode(code, CODE_NAME)
      if (defined.error) return this.#fail(defined.error)
      // A `const` is no property of the global object.
      const handler = vm.evalCode("typeof handler === 'function' ? handler : undefined", 'harness.js').unwrap()
      if (vm.typeof(handler) !== 'function') {
        this.#end = failed('The code defines no function handler(event).')
        return
      }
      const done = vm.newFunction('done', (json) => this.#return(json))
      const fail = vm.newFunction('fail', (thrown) => this.#fail(thrown))
      const called = vm.callFunction(run, vm.undefined, handler, vm.newString(event), done, fail)
      if (called.error) this.#fail(called.error)
    })
  }

  answer(answer: ToCodeThread): CodeProgress {
    return this.#compute(() => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if ('text' in answer) waiting?.resolve(this.#vm.newString(answer.text))
      else waiting?.reject(this.#vm.newError(answer.error))
    })
  }

  #compute(act: () => void): CodeProgress {
    const begunAt = performance.now()
    this.#deadline = begunAt + this.#leftMs
    try {
      act()
      const jobs = this.#runtime.executePendingJobs()
      if (jobs.error) this.#fail(jobs.error)
    } catch {
      // Also what QuickJS itself does not survive, such as a text so deeply nested that it exhausts WebAssembly's own stack.
      this.#end = failed('The code asked for more than its memory or stack holds.')
    }
    this.#leftMs -= performance.now() - begunAt
    if (this.#isCut) {
      const message = `The code computed for more than ${CODE_LIMITS.computingMs / 1000} seconds.`
      return { type: 'failed', failure: { kind: 'timeout', name: 'TimeoutError', message } }
    }
    if (this.#end) return this.#end
    const questions = this.#questions
    this.#questions = []
    if (this.#waiting.size === 0) return failed('The code waits for something that never comes.')
    return { type: 'waiting', questions }
  }

  #ask(text: QuickJSHandle): QuickJSHandle {
    const vm = this.#vm
    const answer = vm.newPromise()
    const question = vm.typeof(text) === 'string' ? vm.getString(text) : null
    if (question === null || question.length > CODE_LIMITS.questionLength) {
      const message = `askModel takes one text of at most ${CODE_LIMITS.questionLength} characters.`
      answer.reject(vm.newError({ name: 'TypeError', message }))
    } else if (this.#asked === CODE_LIMITS.modelCalls) {
      answer.reject(vm.newError(`askModel may be called ${CODE_LIMITS.modelCalls} times in a run.`))
    } else {
      this.#asked += 1
      this.#waiting.set(this.#asked, answer)
      this.#questions.push({ id: this.#asked, text: question })
    }
    return answer.handle
  }

  #return(result: QuickJSHandle): void {
    const json = this.#vm.typeof(result) === 'string' ? this.#vm.getString(result) : null
    if (json === null) this.#end ??= failed('The handler returned nothing that JSON can hold.')
    else if (Buffer.byteLength(json) > CODE_LIMITS.resultBytes) {
      this.#end ??= failed(`The handler returned more than ${CODE_LIMITS.resultBytes / 1024} KB of JSON.`)
    } else this.#end ??= { type: 'returned', json }
  }

  #fail(thrown: QuickJSHandle): void {
    this.#end ??= { type: 'failed', failure: { kind: 'error', ...describeThrown(this.#vm, thrown) } }
  }
}

function failed(message: string): CodeProgress {
  const failure: CodeFailure = { kind: 'error', name: 'Error', message }
  return { type: 'failed', failure }
}

/** The name the agent's code has in the stacks of its errors. */
export const CODE_NAME = 'agent.js'

/**
 * Evaluates to a function of the start in milliseconds. That gives the interpreter a clock that stands still and random numbers that
 * depend on the start alone (mulberry32), and answers with a function that calls a handler and hands its result on as JSON.
 */
export const HARNESS = `(startedAt) => {
  const { parse, stringify } = JSON
  const { construct } = Reflect
  const { imul } = Math
  const RealDate = Date
  const now = () => startedAt
  const FixedDate = function Date(...parts) {
    if (!new.target) return new RealDate(startedAt).toString()
    return construct(RealDate, parts.length === 0 ? [startedAt] : parts, new.target)
  }
  FixedDate.prototype = RealDate.prototype
  FixedDate.prototype.constructor = FixedDate
  globalThis.Date = Object.assign(FixedDate, { now, parse: RealDate.parse, UTC: RealDate.UTC })
  let seed = startedAt | 0
  Math.random = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return (handler, event, done, fail) => {
    const call = async () => stringify(await handler(parse(event)))
    call().then(done, fail)
  }
}`

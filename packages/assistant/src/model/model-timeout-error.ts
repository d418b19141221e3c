/** The model server sent nothing for so long. */
export class ModelTimeoutError extends Error {
  override name = 'ModelTimeoutError'

  constructor(ms: number) {
    super(`The model server sent nothing for ${Math.round(ms / 1000)} s.`)
  }
}

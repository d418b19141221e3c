/** A tool of an organization's own did not do what was asked; the message is for the model and the person. */
export class ToolFailedError extends Error {
  override name = 'ToolFailedError'
  /** The request may have arrived, so that what it does may be done. */
  readonly mayBeDone: boolean

  constructor(message: string, { mayBeDone }: { mayBeDone: boolean }) {
    super(message)
    this.mayBeDone = mayBeDone
  }
}

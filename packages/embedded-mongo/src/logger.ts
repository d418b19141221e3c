/** Where the database tells what happened; never a document's content. */
export interface Logger {
  info(message: string): void
  warn(message: string): void
  error(error: Error): void
}

export const SILENT: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined }

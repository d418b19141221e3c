/** The data directory cannot be used: no permission, read-only, full. Nothing in it was changed. */
export class DirectoryError extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the disk',
  EDQUOT: 'the quota is used up',
  EFBIG: 'the file may not grow',
  EIO: 'writing failed, as where the disk is full',
  ENOTDIR: 'it is not a directory',
  EEXIST: 'it is not a directory',
}

/** LMDB gives the system's number for an error. */
const NUMBERS: ReadonlyMap<number, string> = new Map([
  [1, 'EPERM'],
  [5, 'EIO'],
  [13, 'EACCES'],
  [27, 'EFBIG'],
  [28, 'ENOSPC'],
  [30, 'EROFS'],
  [122, 'EDQUOT'],
])

/** `error` as what it means for whoever chose the directory; as it is, where it is about something else. */
export function directoryError(directory: string, error: unknown): unknown {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const name = typeof code === 'number' ? NUMBERS.get(code) : code
  const reason = typeof name === 'string' ? REASONS[name] : undefined
  if (reason === undefined) return error
  return new DirectoryError(`The database cannot use the directory ${directory}: ${reason} (${String(name)}).`, {
    cause: error,
  })
}

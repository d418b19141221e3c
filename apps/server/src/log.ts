import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/** Errors whose messages quote the data they were about: of these only the kind and the place are logged. */
const QUOTES_DATA = new Set([
  'CastError',
  'ValidationError',
  'ZodError',
  'BSONError',
  'MongoServerError',
  'StrictModeError',
])

function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error }
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  const code: unknown = 'code' in error ? error.code : undefined
  return {
    type: error.name,
    ...(!QUOTES_DATA.has(error.name) && { message: error.message.slice(0, 500) }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    stack: frames.slice(0, 20).join('\n'),
    ...(error.cause !== undefined && depth < 3 && { cause: describe(error.cause, depth + 1) }),
  }
}

/** JSON lines. Whatever is logged, `secrets` never appear: they are taken out of the finished line. */
export function createLog(
  options: { level: string; secrets: readonly string[] },
  destination?: DestinationStream,
): Logger {
  const secrets = options.secrets.filter((secret) => secret.length >= 6)
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => describe(error) },
      hooks: {
        streamWrite: (line) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), line),
      },
    },
    ...(destination ? [destination] : []),
  )
}

import { z } from 'zod'

/** Every code an error of Parley can carry; tRPC's own names, so one table maps them to HTTP. */
export const ERROR_STATUS = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  PAYMENT_REQUIRED: 402,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_SUPPORTED: 405,
  TIMEOUT: 408,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** tRPC's `error.data` and the body of a REST error. `fields` maps a dotted input path to its messages. */
export const errorDataContract = z.object({
  code: z.string(),
  httpStatus: z.int(),
  userMessage: z.string(),
  requestId: z.string(),
  fields: z.record(z.string(), z.array(z.string())).optional(),
})

export type ErrorData = z.infer<typeof errorDataContract>

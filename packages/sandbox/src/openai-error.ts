import type { Context } from 'hono'

export interface OpenAiErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null }
}

/** An error in the shape of OpenAI's API. */
export function openAiError(
  message: string,
  type: 'invalid_request_error' | 'server_error',
  code: string | null = null,
  param: string | null = null,
): OpenAiErrorBody {
  return { error: { message, type, param, code } }
}

/** 400: the request itself is wrong. */
export function badRequest(c: Context, message: string, param: string | null = null, code: string | null = null) {
  return c.json(openAiError(message, 'invalid_request_error', code, param), 400)
}

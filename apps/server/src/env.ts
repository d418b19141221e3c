import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { PlanPrices } from '@parley/services'
import { z } from 'zod'
import type { StripeSettings } from './http/stripe-route.ts'

/** An empty variable counts as not set. */
const text = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional()

const webAddress = (name: string) =>
  text.pipe(z.url({ protocol: /^https?$/, error: `${name} must be an http or https address.` }).optional())

const onOff = (name: string) => text.pipe(z.enum(['on', 'off'], `${name} must be on or off.`).optional())

/** `price_x=pro,price_y=enterprise`, by price. */
const planPrices = z
  .string()
  .regex(
    /^price_\w+=(?:pro|enterprise)(?:,\s*price_\w+=(?:pro|enterprise))*$/,
    'STRIPE_PRICES must name prices and their plans, such as price_x=pro,price_y=enterprise.',
  )
  .transform((list): PlanPrices => {
    const entries = [...list.matchAll(/(\w+)=(\w+)/g)]
    return new Map(entries.map(([, price = '', plan]) => [price, plan === 'pro' ? 'pro' : 'enterprise']))
  })

const variables = z.object({
  PORT: text.pipe(
    z.coerce
      .number<string>('PORT must be a number.')
      .int()
      .min(0)
      .max(65_535, 'PORT must be at most 65535.')
      .default(3000),
  ),
  HOST: text.pipe(z.string().default('127.0.0.1')),
  DATA_DIR: text.pipe(z.string().default('.data')),
  MONGODB_URI: text.pipe(
    z
      .string()
      .regex(/^mongodb(?:\+srv)?:\/\//, 'MONGODB_URI must begin with mongodb:// or mongodb+srv://.')
      .optional(),
  ),
  AUTH_SECRET: text.pipe(z.string().min(32, 'AUTH_SECRET needs at least 32 characters.').optional()),
  ENCRYPTION_KEYS: text,
  PUBLIC_URL: webAddress('PUBLIC_URL'),
  PARLEY_SANDBOX: onOff('PARLEY_SANDBOX'),
  OPENAI_API_KEY: text,
  OPENAI_BASE_URL: webAddress('OPENAI_BASE_URL'),
  OPENAI_MODEL: text,
  GOOGLE_CLIENT_ID: text,
  GOOGLE_CLIENT_SECRET: text,
  STRIPE_WEBHOOK_SECRET: text.pipe(
    z
      .string()
      .regex(/^whsec_/, "STRIPE_WEBHOOK_SECRET is the endpoint's signing secret, which begins with whsec_.")
      .optional(),
  ),
  STRIPE_PRICES: text.pipe(planPrices.optional()),
  LOG_LEVEL: text.pipe(
    z
      .enum(['silent', 'error', 'warn', 'info', 'debug'], 'LOG_LEVEL must be silent, error, warn, info or debug.')
      .default('warn'),
  ),
  TRUST_PROXY: onOff('TRUST_PROXY'),
  FRAME_ANCESTORS: text,
  PRIVATE_TOOLS: onOff('PRIVATE_TOOLS'),
  METRICS_TOKEN: text.pipe(z.string().min(16, 'METRICS_TOKEN needs at least 16 characters.').optional()),
})

type Variables = z.output<typeof variables>

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function isSandboxAllowed(given: Variables): boolean {
  if (given.PARLEY_SANDBOX !== undefined) return given.PARLEY_SANDBOX === 'on'
  return isLoopback(given.HOST) && given.PUBLIC_URL === undefined
}

/** What each variable alone cannot know. */
function findConflicts(given: Variables): string[] {
  const problems: string[] = []
  if (given.MONGODB_URI !== undefined && given.AUTH_SECRET === undefined)
    problems.push('AUTH_SECRET must be set with MONGODB_URI, since every server on that database needs the same one.')
  if (given.MONGODB_URI !== undefined && given.ENCRYPTION_KEYS === undefined)
    problems.push(
      'ENCRYPTION_KEYS must be set with MONGODB_URI, since every server on that database needs the same ones: k1: and 32 bytes in base64.',
    )
  if ((given.GOOGLE_CLIENT_ID === undefined) !== (given.GOOGLE_CLIENT_SECRET === undefined))
    problems.push('GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together: set both, or neither.')
  if ((given.STRIPE_WEBHOOK_SECRET === undefined) !== (given.STRIPE_PRICES === undefined))
    problems.push('STRIPE_WEBHOOK_SECRET and STRIPE_PRICES belong together: set both, or neither.')
  const hasModel = given.OPENAI_API_KEY !== undefined || given.OPENAI_BASE_URL !== undefined
  if (given.OPENAI_MODEL !== undefined && !hasModel)
    problems.push('OPENAI_MODEL needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server that asks for no key.')
  else if (!hasModel && !isSandboxAllowed(given))
    problems.push(
      'There is no model: set OPENAI_API_KEY (or OPENAI_BASE_URL), or PARLEY_SANDBOX=on to answer from the sandbox model. ' +
        'The sandbox is off where HOST is not loopback or PUBLIC_URL is set.',
    )
  return problems
}

export interface Env {
  port: number
  host: string
  /** Absolute. */
  dataDir: string
  /** Absent: the embedded database under dataDir. */
  mongodbUri?: string
  /** Absent: generated once into dataDir. */
  authSecret?: string
  /** `id:base64` pairs, oldest first. Absent: one generated once into dataDir. */
  encryptionKeys?: string
  /** An origin, without a path. */
  publicUrl?: string
  isSandboxAllowed: boolean
  /** Absent: the sandbox model. */
  model?: { apiKey?: string; baseUrl?: string; name: string }
  /** Absent: the sandbox's Google, where the sandbox is allowed. */
  google?: { clientId: string; clientSecret: string }
  /** Absent: nothing is taken from Stripe. */
  stripe?: StripeSettings
  logLevel: Variables['LOG_LEVEL']
  isProxyTrusted: boolean
  frameAncestors: string[]
  /** Tools of organizations may be called over http, and at addresses that are not public. */
  arePrivateToolsAllowed: boolean
  /** Who sends it may read /metrics from another machine. */
  metricsToken?: string
}

const DEFAULT_MODEL = 'gpt-4.1-mini'

function readModel(given: Variables): Env['model'] {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: name = DEFAULT_MODEL } = given
  if (apiKey === undefined && baseUrl === undefined) return undefined
  return { name, ...(apiKey !== undefined && { apiKey }), ...(baseUrl !== undefined && { baseUrl }) }
}

function readGoogle({ GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret }: Variables): Env['google'] {
  return clientId !== undefined && clientSecret !== undefined ? { clientId, clientSecret } : undefined
}

function readStripe({ STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_PRICES: prices }: Variables): Env['stripe'] {
  return webhookSecret !== undefined && prices !== undefined ? { webhookSecret, prices } : undefined
}

/** Where the data is: all that a command needs which works on the database alone. */
export type DatabaseEnv = Pick<Env, 'dataDir' | 'mongodbUri'>

const databaseVariables = variables.pick({ DATA_DIR: true, MONGODB_URI: true })

export function readDatabaseEnv(source: NodeJS.ProcessEnv): { env: DatabaseEnv } | { problems: string[] } {
  const parsed = databaseVariables.safeParse(source)
  if (!parsed.success) return { problems: parsed.error.issues.map(({ message }) => message) }
  const { DATA_DIR, MONGODB_URI } = parsed.data
  return { env: { dataDir: resolve(DATA_DIR), ...(MONGODB_URI !== undefined && { mongodbUri: MONGODB_URI }) } }
}

/** The environment, parsed. All that is wrong with it at once, so that a person mends it once. */
export function readEnv(source: NodeJS.ProcessEnv): { env: Env } | { problems: string[] } {
  const parsed = variables.safeParse(source)
  if (!parsed.success) {
    return { problems: parsed.error.issues.map((issue) => mentionName(issue.message, issue.path.join('.'))) }
  }
  const given = parsed.data
  const problems = findConflicts(given)
  if (problems.length > 0) return { problems }
  const model = readModel(given)
  const google = readGoogle(given)
  const stripe = readStripe(given)
  return {
    env: {
      port: given.PORT,
      host: given.HOST,
      dataDir: resolve(given.DATA_DIR),
      ...(given.MONGODB_URI !== undefined && { mongodbUri: given.MONGODB_URI }),
      ...(given.AUTH_SECRET !== undefined && { authSecret: given.AUTH_SECRET }),
      ...(given.ENCRYPTION_KEYS !== undefined && { encryptionKeys: given.ENCRYPTION_KEYS }),
      ...(given.PUBLIC_URL !== undefined && { publicUrl: new URL(given.PUBLIC_URL).origin }),
      isSandboxAllowed: isSandboxAllowed(given),
      ...(model && { model }),
      ...(google && { google }),
      ...(stripe && { stripe }),
      logLevel: given.LOG_LEVEL,
      isProxyTrusted: given.TRUST_PROXY === 'on',
      arePrivateToolsAllowed: given.PRIVATE_TOOLS === 'on',
      ...(given.METRICS_TOKEN !== undefined && { metricsToken: given.METRICS_TOKEN }),
      frameAncestors: given.FRAME_ANCESTORS?.split(/\s+/) ?? ["'self'"],
    },
  }
}

function mentionName(message: string, name: string): string {
  return message.startsWith(name) ? message : `${name}: ${message}`
}

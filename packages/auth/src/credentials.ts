import { z } from 'zod'

/** bcrypt reads no more than this many bytes; a longer password would be cut in silence. */
export const MAX_PASSWORD_BYTES = 72
export const MIN_PASSWORD_LENGTH = 10

const emailContract = z
  .string('Enter your e-mail address.')
  .trim()
  .toLowerCase()
  .max(254, 'This e-mail address is too long.')
  .pipe(z.email('This does not look like an e-mail address.'))

const newPasswordContract = z
  .string('Choose a password.')
  .min(MIN_PASSWORD_LENGTH, `Use at least ${MIN_PASSWORD_LENGTH} characters.`)
  .refine((password) => Buffer.byteLength(password, 'utf8') <= MAX_PASSWORD_BYTES, {
    message: `Use at most ${MAX_PASSWORD_BYTES} bytes; most letters take one, accents and emoji more.`,
  })

/** What sign-up/email takes. Anything else in the body is dropped. */
export const signUpInput = z.object({
  name: z.string('Enter your name.').trim().min(1, 'Enter your name.').max(100, 'Keep your name under 100 characters.'),
  email: emailContract,
  password: newPasswordContract,
})

/** What sign-in/email takes. An over-long password is simply wrong, so only its size is limited here. */
export const signInInput = z.object({
  email: emailContract,
  password: z.string('Enter your password.').min(1, 'Enter your password.').max(1000, 'This password is too long.'),
  rememberMe: z.boolean().optional(),
})

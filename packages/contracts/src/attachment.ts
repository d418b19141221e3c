import { z } from 'zod'
import { idContract, instantContract } from './scalars.ts'

/** 10 MB: the most one attached file may hold. */
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024

/** What may be attached. The bytes are looked at too: a file is what it says it is. */
export const ATTACHMENT_TYPES = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'application/json',
  'text/plain',
  'text/csv',
  'text/markdown',
] as const

/** A name as it will be saved elsewhere: no folders, no control characters. */
const fileNameContract = z
  .string()
  .trim()
  .min(1, 'Give the file a name.')
  .max(255, 'Keep the name of the file under 256 characters.')
  .regex(/^[^/\\\p{Cc}]+$/u, 'The name of a file has no slashes.')

/** A file of a person's. `url` takes its bytes by PUT while it awaits them, and gives them by GET once it is ready. */
export const attachmentContract = z.object({
  id: idContract,
  name: z.string(),
  type: z.string(),
  sizeBytes: z.int().nonnegative(),
  /** Hexadecimal; null until it is known. */
  sha256: z.string().nullable(),
  state: z.enum(['awaiting_upload', 'ready']),
  url: z.string(),
  /** Whether words could be read in it. */
  hasText: z.boolean(),
  createdAt: instantContract,
})

export const attachmentRefInput = z.strictObject({ attachmentId: idContract })
export const createAttachmentInput = z.strictObject({
  name: fileNameContract,
  type: z.enum(ATTACHMENT_TYPES, 'Files of this type cannot be attached. Take a picture, a PDF or a text file.'),
  sizeBytes: z.int().min(1, 'The file is empty.').max(MAX_ATTACHMENT_BYTES, 'Keep the file under 10 MB.'),
  /** Hexadecimal; the upload is held to it. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'A SHA-256 has 64 hexadecimal digits.')
    .optional(),
})

export type Attachment = z.infer<typeof attachmentContract>
export type AttachmentRefInput = z.infer<typeof attachmentRefInput>
export type CreateAttachmentInput = z.infer<typeof createAttachmentInput>

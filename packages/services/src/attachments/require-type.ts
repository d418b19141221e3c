import { fileTypeFromBuffer } from 'file-type'
import { InvalidInputError } from '../errors.ts'

const TEXT_TYPES = /^text\/|^application\/json$/

/** Whether a type is made of words. */
export function isTextType(type: string): boolean {
  return TEXT_TYPES.test(type)
}

/** Holds bytes to the type they were announced with: by their signature, or, for words, by being UTF-8 without one. Throws InvalidInputError. */
export async function requireType(type: string, bytes: Uint8Array): Promise<void> {
  const found = await fileTypeFromBuffer(bytes)
  if (isTextType(type) ? found === undefined && isUtf8(bytes) : found?.mime === type) return
  const userMessage = `This file is not what its name says: it is no ${type}. Choose another one.`
  throw new InvalidInputError(`Not ${type} but ${found?.mime ?? 'unknown'}`, userMessage, { type: [userMessage] })
}

function isUtf8(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

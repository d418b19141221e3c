import { Error as MongooseErrors, mongo } from 'mongoose'
import { z } from 'zod'
import { AppError, InvalidInputError } from '../errors.ts'

const duplicateKey = z.object({ code: z.literal(11000), keyPattern: z.record(z.string(), z.unknown()) })

/** A refusal by a unique index or a model's validators, as the error of the fields a form shows. Null for anything else. */
export function refusalOf(error: unknown): AppError | null {
  if (error instanceof mongo.MongoServerError) {
    const duplicate = duplicateKey.safeParse(error)
    const field = duplicate.success ? Object.keys(duplicate.data.keyPattern).at(-1) : undefined
    return field === undefined ? null : takenError(field === '_id' ? 'friendlyName' : field)
  }
  if (error instanceof MongooseErrors.ValidationError) {
    const fields = Object.fromEntries(Object.entries(error.errors).map(([path, { message }]) => [path, [message]]))
    return new InvalidInputError('The model refused', 'Some fields are not valid. Check the marked ones.', fields)
  }
  return null
}

/** Another record of this organization has this value already; only a Deployment's _id, its name, is a person's choice. */
function takenError(field: string): AppError {
  const userMessage = `This ${field} is already taken. Choose another one.`
  return new AppError('CONFLICT', `Duplicate ${field}`, userMessage, { [field]: [userMessage] })
}

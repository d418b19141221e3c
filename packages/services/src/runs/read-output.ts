import { AppError } from '../errors.ts'
import { findMismatches } from '../json-schema/require-matching.ts'

/** What a model's answer says: its words, or, for an agent with an outputSchema, what they say as JSON. Throws AppError where the schema does not accept it. */
export async function readOutput(text: string, outputSchema: Record<string, unknown> | null): Promise<unknown> {
  return outputSchema ? requireOutput(parseJson(text), outputSchema) : text
}

/** The output itself, where the outputSchema accepts it, or there is none. Throws AppError. */
export async function requireOutput(output: unknown, outputSchema: Record<string, unknown> | null): Promise<unknown> {
  const faults = await findMismatches('output', outputSchema, output)
  if (Object.keys(faults).length === 0) return output
  const userMessage = "The agent's answer is not in the form it promises. Try again, or ask whoever runs it."
  throw new AppError('SERVICE_UNAVAILABLE', `Output refused: ${Object.keys(faults).join(', ')}`, userMessage)
}

/** Models like to put JSON between fences. What is no JSON is the text it is. */
function parseJson(text: string): unknown {
  const [, fenced] = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(text) ?? []
  try {
    return JSON.parse(fenced ?? text)
  } catch {
    return text
  }
}

import { InvalidInputError } from '../errors.ts'

/** Code of agents is kept, and nothing runs it yet: such an agent is refused rather than run without it. Throws InvalidInputError. */
export function requireNoCode({ code }: { code: string | null }): void {
  if (code === null) return
  const userMessage = 'This agent has code, which cannot be run here. Publish a version without code.'
  throw new InvalidInputError('An agent with code', userMessage, { code: [userMessage] })
}

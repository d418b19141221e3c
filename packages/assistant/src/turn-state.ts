import { type FunctionCall, MAX_TEXT_BYTES, type MessagePart } from '@parley/contracts'
import { withPart } from './functions/message-parts.ts'
import type { TurnMaterial, TurnProgress, TurnRound } from './ports.ts'

/** What a running turn has so far. `text` is the text of all rounds and of the one being written. */
export class TurnState {
  text: string
  readonly rounds: TurnRound[]
  parts: readonly MessagePart[]
  /** Where the text of the round being written begins. */
  #roundStart: number
  #bytes: number

  constructor({ text, rounds, parts }: Pick<TurnMaterial, 'text' | 'rounds' | 'parts'>) {
    this.parts = parts
    this.rounds = rounds.map((round) => ({ text: round.text, functionCalls: [...round.functionCalls] }))
    const settled = rounds.map((round) => round.text).join('')
    this.text = text.startsWith(settled) ? text : settled
    this.#roundStart = settled.length
    this.#bytes = Buffer.byteLength(this.text)
  }

  get roundText(): string {
    return this.text.slice(this.#roundStart)
  }

  get isFull(): boolean {
    return this.#bytes >= MAX_TEXT_BYTES
  }

  get functionCalls(): FunctionCall[] {
    return this.rounds.flatMap((round) => round.functionCalls)
  }

  /** Appends what the model wrote and answers with what was appended: a paragraph break comes before the first text of a later round. */
  append(piece: string): string {
    const begins = this.text.length === this.#roundStart && this.text !== '' && !/\s$/.test(this.text)
    const added = fitting(begins ? `\n\n${piece.trimStart()}` : piece, MAX_TEXT_BYTES - this.#bytes)
    this.text += added
    this.#bytes += Buffer.byteLength(added)
    return added
  }

  closeRound(functionCalls: FunctionCall[]): TurnRound {
    const round = { text: this.roundText, functionCalls }
    this.rounds.push(round)
    this.#roundStart = this.text.length
    return round
  }

  show(part: MessagePart): void {
    this.parts = withPart(this.parts, part)
  }

  progress(lastEventSeq: number): TurnProgress {
    return { text: this.text, rounds: structuredClone(this.rounds), parts: [...this.parts], lastEventSeq }
  }
}

function fitting(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  return Buffer.from(text)
    .subarray(0, Math.max(0, maxBytes))
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
}

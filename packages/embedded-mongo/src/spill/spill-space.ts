import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { SpillFile } from './spill-file.ts'

/** The folder for what queries cannot hold in memory. What a killed process left in it goes at the next start. */
export class SpillSpace {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  async clear(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true })
  }

  /** A new file. Whoever makes it removes it. */
  async create(): Promise<SpillFile> {
    await mkdir(this.#directory, { recursive: true })
    return SpillFile.create(join(this.#directory, randomUUID()))
  }
}

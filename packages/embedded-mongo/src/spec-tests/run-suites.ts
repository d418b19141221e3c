import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { startEmbeddedMongo } from '../index.ts'
import { isApplicable } from './requirements.ts'
import { runTest } from './run-test.ts'
import { readSuite, type SpecFile, type SpecTest, SUITES } from './spec-file.ts'

export interface SpecResult {
  readonly suite: string
  /** `suite/file: description`, unique. */
  readonly name: string
  readonly state: 'passed' | 'failed' | 'not applicable'
  readonly reason: string
}

/** Runs every suite, each against a server of its own with test commands, side by side: much of it is waiting. */
export async function runSuites(directory: string): Promise<SpecResult[]> {
  const results = await Promise.all(SUITES.map((suite) => runSuite(directory, suite)))
  return results.flat()
}

export async function runSuite(directory: string, suite: string): Promise<SpecResult[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-spec-'))
  const database = await startEmbeddedMongo({ dataDir, testCommands: true })
  const uri = `mongodb://127.0.0.1:${database.port}/?replicaSet=embedded`
  const admin = await MongoClient.connect(uri)
  const results: SpecResult[] = []
  try {
    for (const file of readSuite(directory, suite))
      for (const test of file.tests) {
        const name = `${suite}/${file.name}: ${test.description}`
        results.push({ suite, name, ...(await runOne(uri, admin, file, test)) })
      }
  } finally {
    await admin.close()
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return results
}

async function runOne(
  uri: string,
  admin: MongoClient,
  file: SpecFile,
  test: SpecTest,
): Promise<Pick<SpecResult, 'state' | 'reason'>> {
  if (test.skipReason !== undefined) return { state: 'not applicable', reason: test.skipReason }
  if (!isApplicable(file.requirements) || !isApplicable(test.requirements))
    return { state: 'not applicable', reason: 'another version or topology' }
  try {
    await runTest(uri, admin, file, test)
    return { state: 'passed', reason: '' }
  } catch (error) {
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

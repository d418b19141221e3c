import { MongoClient } from 'mongodb'
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

/** Runs every suite against a server with test commands. */
export async function runSuites(
  uri: string,
  directory: string,
  only?: (name: string) => boolean,
): Promise<SpecResult[]> {
  const admin = await MongoClient.connect(uri)
  const results: SpecResult[] = []
  try {
    for (const suite of SUITES)
      for (const file of readSuite(directory, suite))
        for (const test of file.tests) {
          const name = `${suite}/${file.name}: ${test.description}`
          if (!only || only(name)) results.push({ suite, name, ...(await runOne(uri, admin, file, test)) })
        }
  } finally {
    await admin.close()
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

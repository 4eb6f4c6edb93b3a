// Ends the gate's output: vitest's summary again, then the numbers of its JSON report as the last line. Fails when anything
// failed, and when no test ran at all.
import { existsSync, readFileSync } from 'node:fs'

const [jsonFile, logFile] = process.argv.slice(2)
const report = existsSync(jsonFile)
  ? JSON.parse(readFileSync(jsonFile, 'utf8'))
  : { success: false, numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] }

const log = readFileSync(logFile, 'utf8')
const start = log.search(/^ *Test Files .*$/m)
console.log(start < 0 ? 'The test run did not finish.' : log.slice(start).split(/\n\s*\n/, 1)[0])

// A file that fails to load has no test to count as failed.
const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
const passed = report.numPassedTests
const failed = report.numFailedTests + brokenFiles.length
const skipped = report.numPendingTests + report.numTodoTests
if (passed + failed === 0) console.log('No test ran.')

process.exitCode = report.success && passed > 0 && failed === 0 ? 0 : 1
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)

// Loaded before jobdeck (`node --import`): appends a line about the memory of the process to the file SOAK_MEMORY every ten
// seconds.
import { appendFileSync } from 'node:fs'

const everyMs = 10_000
const file = process.env.SOAK_MEMORY ?? ''

function report(): void {
  const { rss, heapUsed, external } = process.memoryUsage()
  const megabytes = [rss, heapUsed, external].map((bytes) => (bytes / 2 ** 20).toFixed(1))
  appendFileSync(file, `${[process.uptime().toFixed(0), ...megabytes].join(',')}\n`)
}

if (file !== '') setInterval(report, everyMs).unref()

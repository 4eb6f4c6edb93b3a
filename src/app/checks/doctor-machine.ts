// The doctor's checks of what jobdeck runs on: Node, the terminal, the clock.
import type { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Environment } from '../../io/profiles/settings-from-env.ts'
import { type Finding, fault, fine, warning } from './finding.ts'

const neededNode = Number(packageJson.engines.node.replace('>=', ''))
/** UX.md: below the first size the deck shows only a message; from the second size on it looks as intended. */
const leastSize = { columns: 40, rows: 10 }
const goodSize = { columns: 60, rows: 16 }
/** jobdeck did not exist before this, so a clock that shows an earlier time is wrong. */
const firstReleaseMs = Date.UTC(2026, 0, 1)

/** Whether this Node can run jobdeck; `version` such as `24.21.0`. */
export function checkNode(version: string): Finding {
  const isOld = Number(version.split('.')[0]) < neededNode
  const fix = `install Node ${neededNode} or newer, or run npm ci in the checkout`
  return isOld ? fault('node', `v${version} is too old`, fix) : fine('node', `v${version}`)
}

/** The screen that the deck would get. */
export function checkTerminal(stdout: Writable, env: Environment): readonly Finding[] {
  return [checkScreen(stdout, env), checkTerm(env), checkLocale(env)]
}

function checkScreen(stdout: Writable, env: Environment): Finding {
  if (!isTerminal(stdout))
    return warning('terminal', 'stdout is not a terminal, so the deck cannot open here', 'use jobdeck watch in scripts')
  const { columns, rows } = stdout
  const size = `${columns}×${rows}`
  if (columns < leastSize.columns || rows < leastSize.rows)
    return fault('terminal', `${size} is too small`, `make it at least ${leastSize.columns}×${leastSize.rows}`)
  if (columns < goodSize.columns || rows < goodSize.rows)
    return warning('terminal', `${size} shows little`, `${goodSize.columns}×${goodSize.rows} is comfortable`)
  return fine('terminal', `${size}, ${colours(stdout, env)}`)
}

function colours(stdout: WriteStream, env: Environment): string {
  if (env.NO_COLOR !== undefined) return 'no colours, because NO_COLOR is set'
  const depth = stdout.getColorDepth({ ...env })
  return depth === 1 ? 'no colours' : `${2 ** depth} colours`
}

function checkTerm(env: Environment): Finding {
  const term = env.TERM ?? ''
  if (term === '' || term === 'dumb')
    return fault(
      'TERM',
      term === '' ? 'is not set' : 'is dumb: no cursor movement',
      'set TERM, for example to xterm-256color',
    )
  if (env.TMUX && !/^(tmux|screen)/.test(term))
    return warning('TERM', `is ${term} inside tmux`, 'let tmux set it: default-terminal "tmux-256color"')
  return fine('TERM', term)
}

function checkLocale(env: Environment): Finding {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
  if (/utf-?8/i.test(locale)) return fine('locale', locale)
  const text = locale === '' ? 'no locale is set' : `${locale} is not UTF-8`
  return warning('locale', `${text}: glyphs may come out as question marks`, 'export LANG=C.UTF-8')
}

/** The wall clock stamps events and records. Deadlines use the monotonic one, which needs no check. */
export function checkClock(wallMs: number): Finding {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const now = new Date(wallMs).toISOString().slice(0, 19)
  if (wallMs < firstReleaseMs)
    return fault('clock', `says ${now}Z, which is in the past`, 'set the clock of this machine')
  return fine('clock', `${now}Z, shown in ${timeZone}`)
}

function isTerminal(stream: Writable): stream is WriteStream {
  return 'isTTY' in stream && stream.isTTY === true
}

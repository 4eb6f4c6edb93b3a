// Holds src/ to the house rules of docs/architecture.md: who may import whom (types included), no circles, which package
// belongs to which room, and the environment, the clock and the claim that a text is safe each behind one door.
// dependency-cruiser cannot do it: TypeScript 7 has no JavaScript API for it to read with. Our own imports always end in
// `.ts` or `.tsx`, so reading them is simple.
import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { transformSync } from 'esbuild'

/** What every adapter may import; none may import another adapter. */
const ioCommon = ['domain', 'io/clock', 'io/files', 'io/lock']

/** What each room may import besides itself. A file belongs to the first room whose path it starts with. */
const rooms = [
  ['domain', []],
  ['io/clock', ['domain']],
  ['io/files', ['domain', 'io/clock']],
  ['io/lock', ['domain', 'io/clock', 'io/files']],
  ...['mqtt', 'registry', 'ledger', 'tmux', 'notify', 'agents'].map((name) => [`io/${name}`, ioCommon]),
  // Profiles and the embedded broker produce the settings of a connection.
  ...['profiles', 'own-broker'].map((name) => [`io/${name}`, [...ioCommon, 'io/mqtt/settings.ts']]),
  ['app/feeds', ['domain', 'io']],
  ['app/outbox', ['domain', 'io']],
  ['app/agents', ['domain', 'io', 'app/actions', 'app/outbox']],
  ['app/actions', ['domain', 'io', 'app/feeds', 'app/agents', 'app/brokers', 'app/outbox']],
  ['app/deck', ['domain', 'io', 'app']],
  ['app/watch', ['domain', 'io', 'app']],
  ['app', ['domain', 'io', 'app/feeds', 'app/actions', 'package.json']],
  ['ui/views', ['domain', 'app', 'ui/frame', 'ui/keys', 'ui/cells', 'ui/forms', 'ui/editor', 'ui/job', 'ui/terminal']],
  ['ui', ['domain', 'io/clock', 'app', 'ui']],
  ['demo', ['domain', 'io']],
  ['cli', ['domain', 'io', 'app', 'ui', 'demo', 'cli', 'package.json']],
]

/** Packages that belong to one room or a few: elsewhere they would slow down a cold path or make the core impure. */
const packageRooms = {
  ink: ['ui'],
  react: ['ui'],
  mqtt: ['io/mqtt'],
  aedes: ['io/own-broker'],
  koffi: ['io/lock'],
  'node:sqlite': ['io/ledger'],
  commander: ['cli'],
  zustand: ['app/deck', 'ui'],
}

/** The core has no I/O: it imports nothing else from outside, Node's own modules included. */
const domainPackages = ['node:crypto', 'node:zlib', 'get-east-asian-width']
const packagePattern = /\b(?:from|import)\s*\(?\s*'([^'.\n][^'\n]*)'/g

const environmentPattern =
  /\bprocess(?:\?\.|\.)env\b|\bprocess\[|\}\s*=\s*(?:globalThis\.)?process\b|["'](?:node:)?process["']/
const environmentRoom = 'src/cli/context/'
const clockPattern =
  /\bDate\.now\b|\bnew Date\(\)|(?<!new )\bDate\(|\bperformance\.(?:now|timeOrigin)\b|\}\s*=\s*(?:Date|performance)\b|\bhrtime\b|["'](?:node:)?timers(?:\/promises)?["']|\bset(?:Timeout|Interval|Immediate)\b/
const clockRoom = 'src/io/clock/'
/** Output is for terminals too. */
const jsonPattern = /\bJSON\.stringify\(/
const outputRoom = 'src/cli/'
/** The compiler proves that text is safe to show as long as nothing claims it. */
const claimPattern = /\bas (?:readonly )?SafeText\b/
const claimDoor = 'src/domain/text/safe-text.ts'

const importPattern = /(?:^|[\s;(:<|&=])(?:import|export)\b(?:\s+type\b)?[^'";()]*?(?:\bfrom\s*)?(?:\()?\s*'([^'\n]+)'/g

const inRoom = (path, room) => path === room || path.startsWith(`${room}/`)
const roomOf = (path) => rooms.find(([name]) => inRoom(path, name))
/** Each view is a room: none may import another. */
const viewOf = (path) => /^ui\/views\/([^/]+)\//.exec(path)?.[1] ?? null

function importProblem(path, [room, allowed], target) {
  const [targetRoom] = roomOf(target) ?? [target]
  const view = viewOf(path)
  if (view !== null && viewOf(target) !== null && viewOf(target) !== view)
    return `a view may not import another: ${target}`
  if (targetRoom === room || allowed.some((name) => inRoom(target, name))) return null
  return `${room} may not import ${target}`
}

const files = globSync('src/**/*.{ts,tsx}').map((path) => path.replaceAll('\\', '/'))
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))
const graph = new Map(
  files.map((file) => {
    const specifiers = [...sources.get(file).matchAll(importPattern)].map(([, specifier]) => specifier)
    const own = specifiers.filter((specifier) => specifier.startsWith('.'))
    return [
      file,
      {
        targets: own.map((specifier) => posix.join(posix.dirname(file), specifier)),
        packages: specifiers.filter((specifier) => !specifier.startsWith('.')),
      },
    ]
  }),
)

/** The source without its comments, which may speak of a clock or the environment. */
function codeOf(file) {
  return transformSync(sources.get(file), { loader: file.endsWith('.tsx') ? 'tsx' : 'ts', jsx: 'preserve' }).code
}

function problemsOf(file) {
  const path = file.slice('src/'.length)
  const room = roomOf(path)
  if (!room)
    return [`does not belong to a room of src/: add its room, with what it may import, to scripts/check-imports.mjs`]
  const { targets, packages } = graph.get(file)
  const code = codeOf(file)
  return [
    ...targets.map((target) => importProblem(path, room, target.replace(/^src\//, ''))),
    ...packages.map((name) => {
      const allowed = packageRooms[name.split('/')[0]]
      return allowed && !allowed.some((one) => inRoom(path, one)) ? `${name} is only for ${allowed.join(', ')}` : null
    }),
    ...(room[0] === 'domain' ? [...sources.get(file).matchAll(packagePattern)] : []).map(([, name]) =>
      domainPackages.includes(name) ? null : `the core may not import ${name}`,
    ),
    environmentPattern.test(code) && !file.startsWith(environmentRoom)
      ? `reads the environment: only ${environmentRoom} does`
      : null,
    clockPattern.test(code) && !file.startsWith(clockRoom)
      ? `reads a clock or owns a timer: only ${clockRoom} does`
      : null,
    jsonPattern.test(code) && file.startsWith(outputRoom)
      ? 'prints JSON by itself: safeJson also escapes what acts on a terminal'
      : null,
    claimPattern.test(sources.get(file)) && file !== claimDoor
      ? `claims that a text is safe: only ${claimDoor} does, others sanitise or use its template`
      : null,
  ].filter((problem) => problem !== null)
}

/** Reports every circle once, by the file at which a depth-first walk meets itself. */
function circles() {
  const found = []
  const state = new Map()
  const walk = (file, trail) => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
      return
    }
    state.set(file, 'open')
    for (const target of graph.get(file)?.targets ?? []) walk(target, [...trail, file])
    state.set(file, 'done')
  }
  for (const file of files) walk(file, [])
  return found
}

const problems = [
  ...files.flatMap((file) => problemsOf(file).map((problem) => `${file}: ${problem}`)),
  ...circles().map((circle) => `circle: ${circle}`),
]
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0

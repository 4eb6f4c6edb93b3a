// Holds the rooms of src/ to the table of who may import whom. dependency-cruiser cannot do it: TypeScript 7 has no
// JavaScript API for it to read with. Our own imports always end in `.ts` or `.tsx`, so reading them is simple.
import { globSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

const mayImport = {
  protocol: [],
  files: ['protocol'],
  jobs: ['protocol'],
  registry: ['protocol', 'files', 'jobs'],
  broker: ['protocol', 'files'],
  journal: ['protocol', 'files'],
  tmux: [],
  monitor: ['protocol', 'jobs', 'registry', 'broker', 'journal', 'tmux'],
  ui: ['monitor', 'protocol', 'jobs'],
  cli: ['protocol', 'files', 'jobs', 'registry', 'broker', 'journal', 'tmux', 'monitor', 'ui', 'demo'],
  demo: ['broker', 'protocol', 'registry'],
}

/** Packages that belong to one room (or a few): elsewhere they would warm a cold path or break a pure core. */
const packageRooms = {
  ink: ['ui', 'cli'],
  react: ['ui', 'cli'],
  mqtt: ['broker'],
  aedes: ['broker'],
  koffi: ['registry'],
  commander: ['cli'],
  zustand: ['monitor', 'ui'],
}

/** The view sees of the monitor types, and values only from these files. */
const monitorValuesForUi = /^src\/monitor\/(deck-state|.*select.*)\.ts$/

const importPattern = /(?:^|[\s;(:<|&=])(?:import|export)\b(\s+type\b)?[^'";()]*?(?:\bfrom\s*)?(\()?\s*'([^'\n]+)'/g

function problemsOf(file) {
  const room = file.split('/')[1]
  const allowed = mayImport[room]
  if (!allowed) return [`${room} is no room of src/: add it to scripts/check-imports.mjs and say what it may import`]
  const problems = []
  for (const [, typeOnly, , specifier] of readFileSync(file, 'utf8').matchAll(importPattern)) {
    if (!specifier.startsWith('.')) {
      const rooms = packageRooms[specifier.split('/')[0]]
      if (rooms && !rooms.includes(room)) problems.push(`${specifier} is only for ${rooms.join(', ')}`)
      continue
    }
    const target = posix.join(posix.dirname(file), specifier)
    const targetRoom = target.split('/')[1]
    if (target === 'package.json' && room === 'cli') continue
    if (!target.startsWith('src/')) problems.push(`${specifier} is outside of src/`)
    else if (targetRoom !== room && !allowed.includes(targetRoom))
      problems.push(`${room} may not import ${targetRoom}: ${specifier}`)
    else if (room === 'ui' && targetRoom === 'monitor' && !typeOnly && !monitorValuesForUi.test(target))
      problems.push(`ui may import only types and selectors from monitor: ${specifier}`)
  }
  return problems
}

let count = 0
for (const file of globSync('src/**/*.{ts,tsx}').map((path) => path.replaceAll('\\', '/'))) {
  for (const problem of problemsOf(file)) {
    count += 1
    process.stderr.write(`${file}: ${problem}\n`)
  }
}
process.exitCode = count > 0 ? 1 : 0

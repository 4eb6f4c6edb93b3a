// The files of this package that an empty directory gets from `jobdeck broker init`.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plan } from './plan.ts'
import { isNewDirectory, type NewFile, readIfThere } from './project-files.ts'

const shipped: readonly Omit<NewFile, 'content'>[] = [
  { path: 'docker-compose.yml', mode: 0o644 },
  { path: 'docker-compose.prod.yml', mode: 0o644 },
  { path: 'mosquitto/mosquitto.conf', mode: 0o644 },
  { path: 'mosquitto/mosquitto.prod.conf', mode: 0o644 },
  { path: 'mosquitto/acl', mode: 0o644 },
  { path: 'certs/README.md', mode: 0o644 },
  { path: 'certs/make-certs.sh', mode: 0o755 },
  { path: 'scripts/test_mqtt_tls.sh', mode: 0o755 },
]

/** npm never packs a .gitignore, so its text is here: it keeps the secrets out of a repository that is created later. */
const gitignore: NewFile = {
  path: '.gitignore',
  mode: 0o644,
  content: '.env\n.hermes/\n.mam/\nmosquitto/passwd\ncerts/*\n!certs/README.md\n!certs/make-certs.sh\n',
}

/** Plans the files for an empty directory; any other directory gets none, so that they do not mix with other work. */
export function planShippedFiles(cwd: string): Plan {
  const files = shippedFiles()
  const existing = files.filter(({ path }) => readIfThere(cwd, path) !== null)
  const absent = files.filter((file) => !existing.includes(file))
  const kept = existing.map(({ path }) => path)
  if (isNewDirectory(cwd)) return { make: absent, kept, notes: [] }
  const left = absent.filter(({ path }) => path.startsWith('docker-') || path.startsWith('mosquitto/'))
  if (left.length === 0) return { make: [], kept, notes: [] }
  const names = left.map(({ path }) => path).join(', ')
  return { make: [], kept, notes: [`not made, because this directory is not empty: ${names}`] }
}

function shippedFiles(): readonly NewFile[] {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)))
  return [...shipped.map((file) => ({ ...file, content: readFileSync(join(root, file.path), 'utf8') })), gitignore]
}

/** Bundled, this module is in dist/; in the sources, three folders deep. */
function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'mosquitto', 'mosquitto.conf'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('mosquitto/mosquitto.conf is missing from the package')
  return packageRoot(parent)
}

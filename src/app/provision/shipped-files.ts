// The files of this package that an empty directory gets from `jobdeck broker init`.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { NewFile } from './project-files.ts'

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

/** npm never packs a .gitignore, so this one is written here: the secrets stay out of a repository made later. */
const gitignore: NewFile = {
  path: '.gitignore',
  mode: 0o644,
  content: '.env\n.hermes/\n.mam/\nmosquitto/passwd\ncerts/*\n!certs/README.md\n!certs/make-certs.sh\n',
}

/** What an empty directory gets, with its content. */
export function shippedFiles(): readonly NewFile[] {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)))
  return [...shipped.map((file) => ({ ...file, content: readFileSync(join(root, file.path), 'utf8') })), gitignore]
}

/** Bundled, this module lies in dist/; in the sources three folders deep. */
function packageRoot(folder: string): string {
  if (existsSync(join(folder, 'mosquitto', 'mosquitto.conf'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('mosquitto/mosquitto.conf is missing from the package')
  return packageRoot(parent)
}

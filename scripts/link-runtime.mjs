// Links the Node that `npm ci` installed as the `node` of npm's scripts. npm does so itself, but up to version 10 it then
// removes the link again, because the skipped packages of the other platforms have a `node` too.
import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const runtime = JSON.parse(readFileSync(new URL('runtime/package.json', import.meta.url), 'utf8'))
const modules = fileURLToPath(new URL('../node_modules/', import.meta.url))
const suffix = `${process.platform}-${process.arch}`
const name = Object.keys(runtime.optionalDependencies).find((one) => one.endsWith(suffix))

// On Windows, npm writes a command file instead of a link.
if (name && process.platform !== 'win32' && existsSync(`${modules}${name}/bin/node`)) {
  rmSync(`${modules}.bin/node`, { force: true })
  symlinkSync(`../${name}/bin/node`, `${modules}.bin/node`)
}

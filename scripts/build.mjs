// Bundles src/cli/main.ts into dist/: ESM, split, so that Ink and MQTT.js are loaded only by the commands that need them.
// Beside it goes the manual page.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { manPage } from '../src/cli/program/man-page.ts'
import { buildProgram } from '../src/cli/program/program.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { engines } = JSON.parse(await readFile(`${root}/package.json`, 'utf8'))

const { metafile } = await build({
  metafile: true,
  absWorkingDir: root,
  entryPoints: {
    main: 'src/cli/main.ts',
    hook: 'src/cli/hook-main.ts',
    wrapper: 'src/cli/wrapper-main.ts',
    'ledger-worker': 'src/io/ledger/thread/ledger-worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  minify: true,
  sourcemap: 'linked',
  sourcesContent: false,
  format: 'esm',
  platform: 'node',
  target: engines.node.replace('>=', 'node'),
  // React's development build is slower, and leaks performance.measure entries in a monitor that runs for days.
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  // Ink imports its devtools connection only with DEV set; it is not one of our dependencies.
  // restore-cursor writes to stderr when the process ends, even if that is a file; jobdeck restores the cursor itself.
  alias: {
    'react-devtools-core': './scripts/empty-module.mjs',
    'restore-cursor': './scripts/empty-module.mjs',
  },
  // Native add-ons find their prebuilt binaries next to their own package.json.
  external: ['koffi', 'classic-level'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})

await writeFile(`${root}/dist/jobdeck.1`, manPage(buildProgram(process, () => {})))

// Remove an earlier build's leftovers only now, so that a jobdeck that starts meanwhile finds a complete dist/.
const made = new Set([...Object.keys(metafile.outputs), 'dist/jobdeck.1'])
for (const name of await readdir(`${root}/dist`)) if (!made.has(`dist/${name}`)) await rm(`${root}/dist/${name}`)

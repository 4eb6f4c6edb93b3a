// Runs every static check (`npm run check`), even after one has failed.
import { spawnSync } from 'node:child_process'

const failed = ['lint', 'typecheck', 'deadcode', 'imports', 'lines', 'docs', 'words'].filter((part) => {
  process.stdout.write(`\n== ${part}\n`)
  return spawnSync('npm', ['run', '--silent', part], { stdio: 'inherit' }).status !== 0
})

process.stdout.write(failed.length > 0 ? `\ncheck failed: ${failed.join(', ')}\n` : '\ncheck passed\n')
process.exitCode = failed.length > 0 ? 1 : 0

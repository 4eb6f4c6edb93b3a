// Checks that every path that the documentation names exists.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const files = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/*.md')]
/** What looks like a path of the repository: in backquotes and below one of its folders, or the target of a link. */
const codePattern = /`((?:src|test|scripts|docs|bin|\.ci)\/[^`\s…*]*)`/g
const linkPattern = /\]\((?!https?:|#)([^)#]+)/g

const problems = files.flatMap((file) => {
  const text = readFileSync(file, 'utf8')
  const fromRoot = [...text.matchAll(codePattern)].map(([, path]) => path)
  const fromFile = [...text.matchAll(linkPattern)].map(([, path]) => join(dirname(file), path))
  return [...fromRoot, ...fromFile].filter((path) => !existsSync(path)).map((path) => `${file}: ${path} does not exist`)
})

for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0

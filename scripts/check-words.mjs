// Keeps out a few phrases that read as translated; CONTRIBUTING.md asks for plain English. In tests only the titles count,
// because the rest quotes other programs.
import { globSync, readFileSync } from 'node:fs'

/** Each phrase with what to write instead. */
const phrases = [
  [/(?<!\bthere )\b(?:is|are|was) no (?!longer\b|more\b|less\b)/i, 'is not a …'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bshall\b/i, 'must, or the present tense'],
  [/\btold\b/i, 'say who reports what to whom'],
  [/\bof (?:its|their|his) own\b/i, 'separate, or its own …'],
  [/\bas far as\b/i, 'if, when or until'],
  [/\bold news\b/i, 'backlog'],
  [/\bthe person\b/i, 'the user'],
  [/\bwhoever\b/i, 'name the part, or say "anyone who"'],
  [/\bdrawn again\b/i, 'redrawn'],
  [/\b(?:in|out of) sight\b/i, 'visible, off the screen'],
  [/\bfields? of (?:one line|many lines)\b/i, 'single-line field, multi-line field'],
  [/\b(?:what|which) stands? in\b/i, 'what is in, what … contains'],
]

const wholeFiles = globSync([
  '{src,bin,scripts}/**/*.{ts,tsx,js,mjs,sh}',
  'docs/*.md',
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
])
const testFiles = globSync('test/**/*.test.{ts,tsx}')
const titlePattern = /\b(?:describe|it|test)\b[^'"`\n]*(['"`])(.*?)\1/

const linesOf = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((text, index) => ({ place: `${file}:${index + 1}`, text }))

const lines = [
  ...wholeFiles.filter((file) => !file.endsWith('check-words.mjs')).flatMap(linesOf),
  ...testFiles.flatMap(linesOf).map(({ place, text }) => ({ place, text: titlePattern.exec(text)?.[2] ?? '' })),
]
const problems = lines.flatMap(({ place, text }) =>
  phrases
    .map(([pattern, instead]) => ({ found: pattern.exec(text)?.[0], instead }))
    .filter(({ found }) => found)
    .map(({ found, instead }) => `${place}: "${found.trim()}": ${instead}`),
)

for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0

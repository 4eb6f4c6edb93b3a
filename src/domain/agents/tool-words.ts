// A tool call in words: `Bash: npm test`, `Edit: src/app.ts`. The short form goes on the wire by default, the whole one only where
// the broker may be trusted with it (AGENTS.md §1).
import { firstWords } from './redact.ts'

/** The member of a tool's input that says what it is about, the most telling first. */
const telling = ['command', 'file_path', 'path', 'notebook_path', 'pattern', 'url', 'query', 'description', 'question']

/** `Tool: first words`, redacted. A path is shortened to its last two parts: no absolute path goes on the wire (PROTOCOL.md §2). */
export function toolWords(tool: string, input: Readonly<Record<string, unknown>>): string {
  const member = telling.find((each) => typeof input[each] === 'string' && input[each] !== '')
  const value = member === undefined ? questionIn(input) : String(input[member])
  if (value === null) return tool
  const words = member?.endsWith('path') ? shortPath(value) : value
  return `${tool}: ${firstWords(withoutHome(words))}`
}

/** A question with choices is a list of questions. */
function questionIn({ questions }: Readonly<Record<string, unknown>>): string | null {
  if (!Array.isArray(questions)) return null
  const [first] = questions as readonly unknown[]
  const { question } = (typeof first === 'object' && first !== null ? first : {}) as { readonly question?: unknown }
  return typeof question === 'string' ? question : null
}

function shortPath(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '')
  return parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : parts.join('/')
}

function withoutHome(text: string): string {
  return text.replace(/(?:\/home|\/Users)\/[^/\s]+|(?<![\w/])\/root(?=\/|$)/g, '~')
}

// What of an agent's words may go on the wire: short, on one line, and without what looks like a secret. The redaction is a net
// below the rule that only first words are sent (AGENTS.md §1), not a promise that every secret is recognised.

/** What a secret looks like in a command line, a URL or a message. */
const secrets: readonly RegExp[] = [
  // Keys of well-known services: sk-…, ghp_…, xoxb-…, AKIA…, glpat-…, eyJ… (JWT).
  /\b(?:sk-|ghp_|gho_|ghs_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|AIza|npm_|hf_)[\w-]{8,}/g,
  /\beyJ[\w-]{10,}\.[\w-]{5,}(?:\.[\w-]*)?/g,
  // The password of a URL.
  /(?<=:\/\/[^\s/@:]{1,200}:)[^\s/@]{1,200}(?=@)/g,
  // password=…, --token …, Authorization: Bearer …
  /(?<=(?:pass(?:word|wd)?|secret|token|api[_-]?key|auth(?:orization)?)["']?(?:\s*[=:]\s*|\s+)["']?(?:(?:bearer|basic)\s+)?)(?!(?:bearer|basic)\b)[^\s"'&;]{4,}/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----.*/gs,
]

/** The text with what looks like a secret replaced by `•••`. */
export function redact(text: string): string {
  return secrets.reduce((rest, secret) => rest.replace(secret, '•••'), text)
}

/** The beginning of a text, at most so many UTF-16 units long, never ending in the middle of a character. */
export function clip(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text
  const end = text.charCodeAt(maxChars - 1)
  return text.slice(0, end >= 0xd800 && end <= 0xdbff ? maxChars - 1 : maxChars)
}

/** The first line that says something, redacted, and clipped with `…`. */
export function firstWords(text: string, maxChars = 120): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? ''
  const redacted = redact(line.trim())
  const isCut = redacted.length > maxChars || text.trim().includes('\n')
  return isCut ? `${clip(redacted, maxChars - 1).trimEnd()}…` : redacted
}

// Text that SQLite gives back exactly. Its text is UTF-8, which has no lone surrogates, and a payload of a 0.1.0 journal may
// contain some: such a text is stored as a blob of UTF-16.

export type StoredText = string | Uint8Array

export function toStoredText(text: string): StoredText {
  return text.isWellFormed() ? text : Buffer.from(text, 'utf16le')
}

export function fromStoredText(stored: StoredText): string {
  if (typeof stored === 'string') return stored
  return Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).toString('utf16le')
}

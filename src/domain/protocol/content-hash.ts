// The content of an event as a number: with its job and seq it is the event's identity (PROTOCOL.md §5).

/** 32 bits of FNV-1a over the payload's text: finds repeats, and protects from nobody. */
export function contentHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

// A text as searches compare it: without regard to case and to how its characters are composed.

export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

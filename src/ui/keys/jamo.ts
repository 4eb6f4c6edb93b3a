// The Korean letters of the two-set keyboard, by the key that each is on: someone who writes Korean need not change the
// keyboard to press `j`.

const letters = 'ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ'
const keys = 'qwertyuiopasdfghjklzxcvbnmQWERTOP'

const keyOf: ReadonlyMap<string, string> = new Map(Array.from(letters, (letter, index) => [letter, keys.charAt(index)]))

/** The key that a letter is on; any other key is itself. */
export function keyOfJamo(key: string): string {
  return keyOf.get(key) ?? key
}

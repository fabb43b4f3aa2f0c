/** A flag as it was given: its name without dashes, and its value; a switch without one is "true". */
export interface GivenFlag {
  name: string
  value: string
}

/** The flags in dockerd's words, as pflag reads them: --name=value, --name value, -H value, -Hvalue, -D. */
export function givenFlags(words: readonly string[]): GivenFlag[] {
  return words.flatMap((word, index) => {
    const [, name, value] = longFlag.exec(word) ?? shortFlag.exec(word) ?? []
    if (name === undefined) return []
    const next = words[index + 1]
    // dockerd takes no arguments but flags, so what follows a flag and is none is its value.
    const following = next === undefined || /^-\D/u.test(next) ? 'true' : next
    return [{ name, value: value ?? following }]
  })
}

const longFlag = /^--([a-z][\w-]*)(?:=(.*))?$/su
const shortFlag = /^-([a-zA-Z])(?:=?(.+))?$/su

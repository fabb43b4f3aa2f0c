/** One word of a line of shell, without its quotes. */
export interface ShellWord {
  text: string
  /** Whether it, or a part of it, stood in quotes. */
  quoted: boolean
}

/**
 * The simple commands of one line of shell, each as its words: split where one ends (`;`, `|`, `&`, brackets, command
 * substitutions), and without comments. A reading for people who look for something, not a shell: quotes that do not
 * balance end with the line, expansions stay as they are written.
 */
export function simpleCommands(line: string): ShellWord[][] {
  const commands: ShellWord[][] = [[]]
  let word: ShellWord | undefined
  let quote = ''
  const endWord = () => {
    if (word !== undefined) commands.at(-1)?.push(word)
    word = undefined
  }
  const endCommand = () => {
    endWord()
    commands.push([])
  }
  const add = (text: string, quoted: boolean) => {
    word ??= { text: '', quoted: false }
    word.text += text
    word.quoted ||= quoted
  }
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? ''
    const next = line[at + 1] ?? ''
    if (quote === "'") {
      if (character === quote) quote = ''
      else add(character, true)
    } else if (character === '\\') {
      add(next, quote !== '')
      at += 1
    } else if (character === '`' || (character === '$' && next === '(')) {
      // What is substituted runs as a command of its own, in double quotes too.
      endCommand()
      quote = ''
      if (character === '$') at += 1
    } else if (quote === '"') {
      if (character === quote) quote = ''
      else add(character, true)
    } else if (character === '"' || character === "'") {
      quote = character
      add('', true)
    } else if (/\s/u.test(character)) endWord()
    else if (character === '#' && word === undefined) break
    else if (/[;|&()]/u.test(character)) endCommand()
    else add(character, false)
  }
  endCommand()
  return commands.filter(words => words.length > 0)
}

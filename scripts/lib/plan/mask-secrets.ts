/**
 * A text of a configuration file (TOML, YAML, JSON, ini, environment, flags) with `[secret]` in place of the values of
 * keys that name a secret, and of the user and password in URLs. For what is shown, a diff too. It goes line by line:
 * a secret that goes on in the next line needs a file that is marked as sensitive.
 */
export function maskKnownSecrets(text: string): string {
  return text.split('\n').map(maskLine).join('\n')
}

function maskLine(line: string): string {
  return line
    .replaceAll(credentialsOfUrl, '//[secret]@')
    .replace(restOfLine, '$1[secret]')
    .replaceAll(restOfQuotes, '$1[secret]')
    .replaceAll(oneValue, (_whole, before: string, value: string) => {
      const quote = /^\\?["']/u.exec(value)?.[0] ?? ''
      return `${before}${quote}[secret]${quote}`
    })
}

const key = String.raw`[\w.-]*(?:passw(?:or)?d|auth|authorization|identitytoken|token|secret)`
const credentialsOfUrl = /\/\/[^\s/"':@]*:[^\s/"']*@/gu

// A bare value that begins its line, after the sign of a diff, owns the rest of it: a password may hold spaces.
const restOfLine = new RegExp(String.raw`^([-+ ]?\s*(?:- |export )?${key}\s*[=:]\s*)[^\s"'{\[|>\\].*$`, 'iu')
// Environment="PASSWORD=with spaces"
const restOfQuotes = new RegExp(String.raw`((["'])${key}=)(?:(?!\2).)*`, 'giu')
const value = String.raw`\\".*?\\"|"(?:[^"\\]|\\.)*"|'[^']*'|\[[^\]]*\]|[^\s"'{}\[\],|>\\][^\s"',}\]]*`
const oneValue = new RegExp(String.raw`((?<![\w.])${key}(?:\\?["'])?\s*[=:]\s*)(${value})`, 'giu')

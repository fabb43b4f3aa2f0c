/** What a script takes on its command line, as data: parsing, `--help` and the documentation all come from it. */
export interface Command<Declared extends Options = Options> {
  /** As the user calls it: "migrate". */
  name: string
  /** What it does, in one sentence without a full stop at its end. */
  summary: string
  options: Declared
  /** What follows the options, in order. Without it, anything there is an error. */
  positionals?: readonly Positional[]
  /** One or two whole commands that do something real. */
  examples?: readonly string[]
}

/** By their names without the dashes. */
export type Options = Readonly<Record<string, Option>>

export type Option = FlagOption | TextOption | NumberOption

interface FlagOption {
  type: 'boolean'
  /** One letter that does the same. */
  short?: string
  description: string
}

interface TextOption {
  type: 'string'
  short?: string
  description: string
  /** What stands for the value in the help: FILE. */
  placeholder: string
  /** The only values that it takes. */
  choices?: readonly string[]
  /** May be given again and again; its value is then a list. */
  multiple?: true
  default?: string
  required?: true
}

/** A whole number that is not negative. */
interface NumberOption {
  type: 'integer'
  short?: string
  description: string
  placeholder: string
  default?: number
  required?: true
}

export interface Positional {
  placeholder: string
  description: string
  optional?: true
  /** Takes all that is left; only for the last one. */
  rest?: true
}

/** What was given, under camel-case names: `dry-run` is `dryRun`. A flag that is not given is false. */
export type Values<Declared extends Options> = {
  [Name in keyof Declared & string as CamelCase<Name>]: Value<Declared[Name]>
}

type Value<Declared extends Option> = Declared extends FlagOption
  ? boolean
  : Declared extends { multiple: true }
    ? One<Declared>[]
    : Declared extends { default: string | number } | { required: true }
      ? One<Declared>
      : One<Declared> | undefined

type One<Declared extends Option> = Declared extends NumberOption
  ? number
  : Declared extends { choices: readonly (infer Choice)[] }
    ? Choice
    : string

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

export function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

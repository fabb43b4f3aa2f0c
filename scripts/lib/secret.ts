import { inspect } from 'node:util'

/**
 * A value that must not be printed. Everything that turns it into text (template literals, JSON, `console.log`,
 * `util.inspect`) gives `[secret]`; only `reveal()` gives the value, so every use of it can be searched for.
 */
export class Secret {
  // A private field, because inspect shows even non-enumerable properties when it is asked to show hidden ones.
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return mask
  }

  toJSON(): string {
    return mask
  }

  [inspect.custom](): string {
    return mask
  }
}

const mask = '[secret]'

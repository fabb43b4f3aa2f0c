/** Something that was to be looked at and was not. */
export interface Unread {
  /** A file, a host, a list of the API. */
  subject: string
  /** Why, in a few words. */
  message: string
  /** Nobody expected it to be readable, such as a template: the answer is whole without it. */
  expected: boolean
}

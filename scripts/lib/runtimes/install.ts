/** What brings a program to a node: an archive of the operator's machine, or a package of the distribution. */
export type Install =
  { archive: string; sha256: string; version: string } | { package: string; version?: string | undefined }

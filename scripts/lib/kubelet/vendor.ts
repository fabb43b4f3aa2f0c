const vendors = /^(?:\/usr)?\/lib\/systemd\/system\/|^\/run\/systemd\/system\//u

/**
 * Where a unit file or drop-in is changed: one of a package in /etc, under its own name, for systemd takes that one
 * and leaves the package's aside; the next upgrade of the package would write over a change in place.
 */
export function placeOfChange(path: string): string {
  return path.replace(vendors, '/etc/systemd/system/')
}

/** Whether a package, and not the operator, put it there. */
export function isVendors(path: string): boolean {
  return vendors.test(path)
}

/** What messages call an endpoint: `n1 (198.18.0.11:22)`. */
export function where({ name, address, port }: { name: string; address: string; port: number }): string {
  return `${name} (${address.includes(':') ? `[${address}]` : address}:${port})`
}

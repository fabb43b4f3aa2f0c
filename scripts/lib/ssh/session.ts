/** A root shell on one host, over one connection. Everything that refit does to a node goes through `run`. */
export interface Session {
  readonly host: string
  /**
   * Runs a POSIX sh script as root, one at a time; whatever it exits with is a result. Rejects only with
   * `ConnectionLost`, or with `CommandStopped` when its deadline passes, `signal` aborts or it prints too much.
   */
  run(script: string, options?: RunOptions): Promise<RunResult>
  close(): Promise<void>
  /** What this host has cost so far, for `--verbose` and the benchmarks. */
  readonly cost: SessionCost
}

export interface RunOptions {
  /** What the script reads on its standard input. */
  input?: Uint8Array | string
  /** Milliseconds after which the command is killed on the node and the promise rejects. Default: 10 minutes. */
  timeout?: number
  /** Bytes that it may print, both streams together, before it is killed and the promise rejects. Default: 64 MiB. */
  maxOutput?: number
  /** Called with each complete line of standard output as it arrives. */
  onLine?: (line: string) => void
  /** Ends the wait, and the command on the node. */
  signal?: AbortSignal
}

export interface RunResult {
  code: number
  stdout: string
  stderr: string
}

export interface SessionCost {
  connections: number
  roundTrips: number
}

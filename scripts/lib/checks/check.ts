import type { RuntimeId } from '../runtimes/runtime.ts'

/** One thing that can break when a node leaves its runtime, as data: `--list`, docs/checks.md and the report come from it. */
export interface Check<Subject> {
  /** Kebab case; what `--only`, `--skip` and waivers name. Never changes once released. */
  id: string
  /** What is so where it finds something, without a full stop: "Mounts Docker's socket". */
  title: string
  severity: Severity
  about: About
  /** The runtimes to go to that it matters for; all where it is left out. */
  targets?: readonly RuntimeId[]
  /** What it looks at, for an operator who asks where a finding comes from. */
  reads: string
  /** Why that matters: what breaks, and when. */
  why: string
  /** What to do about it; a finding may know better. */
  fix: string
  /** Where the fact is written down, as addresses. */
  sources?: readonly string[]
  /** Pure. One finding for each place. */
  run(subject: Subject): Finding[]
}

/** What one check says of one place. */
export interface Finding {
  /** Whom it is about, so that many pods of one owner are one finding: "Deployment shop/api", or the name of a host. */
  owner: string
  place?: Place
  /** One sentence of what is so there; text from outside may stand in it as it came. */
  message: string
  /** Where this one is graver or lighter than the check says. */
  severity?: Severity
  fix?: string
}

/** Where to look. A file is one of the manifests or, with a host, one on that host. */
export interface Place {
  host?: string
  file?: string
  /** From 1. */
  line?: number
  /** From 1, in characters. */
  column?: number
  /** In an object: "spec.template.spec.volumes[0].hostPath.path". */
  path?: string
}

/** A blocker breaks something for certain or is likely to; a warning may; a note should be known. */
export const severities = ['blocker', 'warning', 'note'] as const
export type Severity = (typeof severities)[number]

/**
 * Workloads are pods and all that makes them, in the cluster or in a manifest; configuration is text that stands in
 * other objects, such as ConfigMaps.
 */
export const abouts = ['workload', 'configuration', 'cluster', 'node', 'version'] as const
export type About = (typeof abouts)[number]

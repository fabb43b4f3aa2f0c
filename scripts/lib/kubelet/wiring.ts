/** What kubelet is told for a runtime. Each value is written where it lives now, and nowhere else. */
export interface KubeletWiring {
  /** The CRI socket, with its scheme; undefined for the dockershim within kubelet itself. */
  endpoint: string | undefined
  /** Flags by name, without dashes; undefined takes a flag away. */
  flags: Record<string, string | undefined>
  /** Top-level keys of KubeletConfiguration. A flag that kubelet runs with wins over them, so it is changed instead. */
  configuration: Record<string, string | number | boolean>
  /** The unit that kubelet needs from now on, where its own unit names the one of the old runtime. */
  unit: string
  /** Why these values; the plan says it where it changes kubelet's configuration. */
  reasons?: readonly string[]
}

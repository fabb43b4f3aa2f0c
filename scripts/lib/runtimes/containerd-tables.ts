// Where a key of the CRI plugin of containerd 1.x stands in 2.x: containerd's plugins/cri/{images,runtime}/plugin.go
// and internal/cri/config/config.go of v2.2.0 and v2.4.2.

export const criPlugin = 'io.containerd.grpc.v1.cri'
export const imagesPlugin = 'io.containerd.cri.v1.images'
export const runtimePlugin = 'io.containerd.cri.v1.runtime'

/** Keys that are now the image plugin's, under the same name. */
export const imageKeys = new Set([
  'image_decryption',
  'max_concurrent_downloads',
  'image_pull_progress_timeout',
  'image_pull_with_sync_fs',
  'stats_collect_period',
])

/** The same, of the table `containerd`. */
export const imageKeysOfContainerd = new Set([
  'snapshotter',
  'disable_snapshot_annotations',
  'discard_unpacked_layers',
])

/** Keys that stay where they were: the server that streams exec and logs. */
export const serverKeys = new Set([
  'disable_tcp_service',
  'stream_server_address',
  'stream_server_port',
  'stream_idle_timeout',
  'enable_tls_streaming',
  'x509_key_pair_streaming',
])

/** Keys that are now the runtime plugin's, under the same name. */
export const runtimeKeys = new Set([
  'enable_selinux',
  'selinux_category_range',
  'max_container_log_line_size',
  'disable_apparmor',
  'restrict_oom_score_adj',
  'disable_proc_mount',
  'unset_seccomp_profile',
  'tolerate_missing_hugetlb_controller',
  'disable_hugetlb_controller',
  'device_ownership_from_security_context',
  'ignore_image_defined_volumes',
  'netns_mounts_under_state_dir',
  'enable_unprivileged_ports',
  'enable_unprivileged_icmp',
  'cdi_spec_dirs',
  'drain_exec_sync_io_timeout',
  'ignore_deprecation_warnings',
])

/** Keys of a handler, a table of `containerd.runtimes`. */
export const handlerKeys = new Set([
  'runtime_type',
  'runtime_path',
  'pod_annotations',
  'container_annotations',
  'privileged_without_host_devices',
  'privileged_without_host_devices_all_devices_allowed',
  'base_runtime_spec',
  'cni_conf_dir',
  'cni_max_conf_num',
  'snapshotter',
  'sandboxer',
  'options',
])

/** Plugins that have another name now. */
export const renamedPlugins: Readonly<Record<string, string>> = {
  'io.containerd.internal.v1.restart': 'io.containerd.monitor.container.v1.restart',
  'io.containerd.monitor.v1.cgroups': 'io.containerd.monitor.task.v1.cgroups',
}

/** Plugins that are gone, each with what there is instead. */
export const removedPlugins: Readonly<Record<string, string>> = {
  'io.containerd.runtime.v1.linux': 'io.containerd.runc.v2 does its work',
  'io.containerd.snapshotter.v1.aufs': 'overlayfs does its work',
  'io.containerd.internal.v1.tracing': 'the variables OTEL_… of its environment say the same',
  'io.containerd.tracing.processor.v1.otlp': 'the variables OTEL_… of its environment say the same',
}

/** Names that version 1 of the configuration had for plugins. */
export const namesOfVersion1: Readonly<Record<string, string>> = {
  cri: criPlugin,
  cgroups: 'io.containerd.monitor.v1.cgroups',
  linux: 'io.containerd.runtime.v1.linux',
  scheduler: 'io.containerd.gc.v1.scheduler',
  bolt: 'io.containerd.metadata.v1.bolt',
  task: 'io.containerd.runtime.v2.task',
  opt: 'io.containerd.internal.v1.opt',
  restart: 'io.containerd.internal.v1.restart',
  aufs: 'io.containerd.snapshotter.v1.aufs',
  btrfs: 'io.containerd.snapshotter.v1.btrfs',
  devmapper: 'io.containerd.snapshotter.v1.devmapper',
  native: 'io.containerd.snapshotter.v1.native',
  overlayfs: 'io.containerd.snapshotter.v1.overlayfs',
  zfs: 'io.containerd.snapshotter.v1.zfs',
}

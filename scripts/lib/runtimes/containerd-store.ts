import { quote } from '../shell/quote.ts'
import { defaultRoot } from './containerd-places.ts'
import type { ImageStore } from './image-store.ts'

// What containerd tells of an image is its size in the registry; unpacked it takes about three times that.
const unpacked = 3

/** containerd's store, in the namespace that Kubernetes uses. */
export const containerdStore: ImageStore = {
  id: 'containerd',
  directory: () => defaultRoot,
  images: ({ containerd }) =>
    (containerd?.images ?? [])
      // Each image is there under its digest and its id too.
      .filter(({ name }) => !name.includes('@') && !name.startsWith('sha256:'))
      .map(({ name, size, used, incomplete }) => ({
        name,
        reference: name,
        size: size * unpacked,
        used,
        incomplete,
      })),
  save: ({ reference }) => `ctr -n k8s.io images export - ${quote(reference)}`,
  load: name => `ctr -n k8s.io images import - >/dev/null
ctr -n k8s.io images ls -q | grep -qxF ${quote(name)} || { echo "it is not in containerd's store after the import" >&2; exit 1; }`,
  pull: name => `ctr -n k8s.io images pull --hosts-dir /etc/containerd/certs.d ${quote(name)} >/dev/null`,
  // After a boot, and between two restarts, containerd needs a moment before it answers.
  remove: name => `for try in 1 2 3 4 5; do
  names=$(ctr -n k8s.io images ls -q 2>/dev/null) || { sleep 1; continue; }
  printf '%s\\n' "$names" | grep -qxF ${quote(name)} || break
  ctr -n k8s.io images rm ${quote(name)} >/dev/null 2>&1
done`,
}

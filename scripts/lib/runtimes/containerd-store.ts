import { quote } from '../shell/quote.ts'
import { defaultRoot } from './containerd-places.ts'
import type { ImageStore } from './image-store.ts'

/** containerd's store, in the namespace that Kubernetes uses. */
export const containerdStore: ImageStore = {
  id: 'containerd',
  directory: () => defaultRoot,
  images: ({ containerd }) =>
    (containerd?.images ?? []).map(name => ({ name, reference: name, size: 0, used: true })),
  save: ({ reference }) => `ctr -n k8s.io images export - ${quote(reference)}`,
  load: name => `ctr -n k8s.io images import - >/dev/null
ctr -n k8s.io images ls -q | grep -qxF ${quote(name)} || { echo "it is not in containerd's store after the import" >&2; exit 1; }`,
  remove: name => `ctr -n k8s.io images rm ${quote(name)} >/dev/null 2>&1 || :`,
}

import { quote } from '../shell/quote.ts'
import type { ImageStore } from './image-store.ts'

// skopeo reads and writes archives by their names alone. Beside the store, for that is the disk that has the room.
const scratch = '/var/lib/containers/refit-image'

/** The store that CRI-O shares with podman and skopeo. skopeo works on it whether CRI-O runs or not. */
export const crioStore: ImageStore = {
  id: 'containers-storage',
  directory: ({ crio }) => crio?.root ?? '/var/lib/containers/storage',
  images: ({ crio }) =>
    (crio?.images ?? []).flatMap(({ names, size, used }) =>
      names.filter(name => !name.includes('@')).map(name => ({ name, reference: name, size, used })),
    ),
  save: ({ reference }) => {
    const source = quote(`containers-storage:${reference}`)
    return inScratch(`skopeo --insecure-policy copy ${source} docker-archive:"$folder/image.tar":${quote(reference)} >&2 &&
  cat "$folder/image.tar"`)
  },
  load: name => {
    const destination = quote(`containers-storage:${name}`)
    return inScratch(`cat >"$folder/image.tar" &&
  skopeo --insecure-policy copy docker-archive:"$folder/image.tar" ${destination} >/dev/null &&
  skopeo --insecure-policy inspect --raw ${destination} >/dev/null`)
  },
  pull: name =>
    `skopeo --insecure-policy copy ${quote(`docker://${name}`)} ${quote(`containers-storage:${name}`)} >/dev/null`,
  remove: name => `rm -rf ${scratch}.*
skopeo --insecure-policy delete ${quote(`containers-storage:${name}`)} >/dev/null 2>&1 || :`,
}

// The folders of its layers are made with the umask of whoever calls skopeo.
function inScratch(script: string): string {
  return `(
  umask 022
  mkdir -p /var/lib/containers && folder=$(mktemp -d ${scratch}.XXXXXX) || exit
  trap 'rm -rf "$folder"' EXIT
  ${script}
)`
}

import type { TomlTable } from 'smol-toml'
import { isSet, isTable, tableIn } from './toml.ts'

/** Version 4: what the server itself was told is its plugins' now (containerd's cmd/containerd/server/config). */
export function convertServer(document: TomlTable): TomlTable {
  const { grpc: _grpc, ttrpc: _ttrpc, metrics: _metrics, debug: _debug, ...rest } = document
  const [grpc, ttrpc] = [tableIn(document, 'grpc'), tableIn(document, 'ttrpc')]
  const [metrics, debug] = [tableIn(document, 'metrics'), tableIn(document, 'debug')]
  const { address, uid, gid, ...log } = debug
  const tcp = Object.entries(grpc).filter(([key]) => key.startsWith('tcp_'))
  const socket = Object.fromEntries(Object.entries(grpc).filter(([key]) => !key.startsWith('tcp_')))
  const tables: TomlTable = {
    'io.containerd.server.v1.grpc': socket,
    'io.containerd.server.v1.grpc-tcp': isSet(grpc['tcp_address'])
      ? { ...Object.fromEntries(tcp.map(([key, value]) => [tcpKey(key), value])), ...sizes(grpc) }
      : {},
    'io.containerd.server.v1.ttrpc': isSet(ttrpc) ? ttrpc : besides(socket),
    'io.containerd.server.v1.debug': isSet(address) ? { address: address ?? '', ...owner({ uid, gid }) } : {},
    'io.containerd.server.v1.metrics': isSet(metrics['address']) ? { address: metrics['address'] ?? '' } : {},
    'io.containerd.metrics.v1.grpc-prometheus': isSet(metrics['grpc_histogram'])
      ? { grpc_histogram: true }
      : {},
  }
  const said = Object.entries(tables).filter(([, table]) => isTable(table) && Object.keys(table).length > 0)
  return {
    ...rest,
    ...(isSet(log) ? { debug: log } : {}),
    plugins: { ...Object.fromEntries(said), ...tableIn(document, 'plugins') },
  }
}

/** "tcp_tls_common_name" is "tls_common_name" there, and "tcp_address" is "address". */
function tcpKey(key: string): string {
  return key.slice('tcp_'.length)
}

function sizes(grpc: TomlTable): TomlTable {
  return Object.fromEntries(Object.entries(grpc).filter(([key]) => key.startsWith('max_')))
}

// Unless it was told otherwise, the second socket stood beside the first, and was its owner's.
function besides({ address, uid, gid }: TomlTable): TomlTable {
  return typeof address === 'string' && address !== ''
    ? { address: `${address}.ttrpc`, ...owner({ uid, gid }) }
    : {}
}

function owner({
  uid,
  gid,
}: {
  uid: TomlTable[string] | undefined
  gid: TomlTable[string] | undefined
}): TomlTable {
  return { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }
}

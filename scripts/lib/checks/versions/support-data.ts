/** Until when a release gets fixes from those who make it. Paid extensions are not counted. */
export interface Support {
  /** "Kubernetes", or the ID of /etc/os-release. */
  product: string
  /** What the version begins with: "1.23", "12". */
  release: string
  /** The last day, ISO 8601. */
  ends: string
  source: string
}

const kubernetes = 'https://kubernetes.io/releases/patch-releases/'
const containerd = 'https://github.com/containerd/containerd/blob/main/RELEASES.md'
const docker = 'https://github.com/moby/moby/blob/master/project/BRANCHES-AND-TAGS.md'
const crio = 'https://github.com/cri-o/packaging/blob/main/README.md'

/**
 * As announced by November 2026. Where only a month is announced it is the month's last day; from Kubernetes 1.34 on it is
 * what its policy of fourteen months comes to.
 */
export const support: readonly Support[] = [
  ...rows('Kubernetes', kubernetes, {
    '1.19': '2021-10-28',
    '1.20': '2022-02-28',
    '1.21': '2022-06-28',
    '1.22': '2022-12-08',
    '1.23': '2023-02-28',
    '1.24': '2023-07-28',
    '1.25': '2023-10-28',
    '1.26': '2024-02-28',
    '1.27': '2024-07-16',
    '1.28': '2024-10-22',
    '1.29': '2025-02-28',
    '1.30': '2025-07-15',
    '1.31': '2025-11-11',
    '1.32': '2026-02-28',
    '1.33': '2026-06-28',
    '1.34': '2026-10-27',
    '1.35': '2027-02-28',
    '1.36': '2027-06-28',
  }),
  ...rows('containerd', containerd, {
    '1.2': '2020-10-15',
    '1.3': '2021-03-04',
    '1.4': '2022-03-03',
    '1.5': '2023-02-28',
    '1.6': '2025-08-23',
    '1.7': '2026-09-30',
    '2.0': '2027-03-31',
    '2.1': '2026-05-05',
    '2.2': '2026-11-30',
    '2.3': '2028-04-30',
  }),
  ...rows('Docker', docker, {
    '18.06': '2018-12-08',
    '18.09': '2019-08-22',
    '19.03': '2021-01-08',
    '20.10': '2023-12-10',
    '23.0': '2025-05-19',
    '24.0': '2024-06-08',
    '26.0': '2024-06-08',
    '26.1': '2025-02-17',
    '27': '2025-05-03',
  }),
  // CRI-O goes with Kubernetes, minor for minor.
  ...rows('CRI-O', crio, {
    '1.28': '2024-10-22',
    '1.29': '2025-02-28',
    '1.30': '2025-07-15',
    '1.31': '2025-11-11',
    '1.32': '2026-02-28',
    '1.33': '2026-06-28',
  }),
  // The end of Debian LTS, which most servers live on.
  ...rows('debian', 'https://wiki.debian.org/LTS', {
    '9': '2022-07-01',
    '10': '2024-06-30',
    '11': '2026-08-31',
    '12': '2028-06-30',
    '13': '2030-06-30',
  }),
  ...rows('ubuntu', 'https://ubuntu.com/about/release-cycle', {
    '16.04': '2021-04-30',
    '18.04': '2023-05-31',
    '20.04': '2025-05-31',
    '22.04': '2027-04-30',
    '24.04': '2029-05-31',
    '26.04': '2031-04-30',
  }),
  ...rows('centos', 'https://www.centos.org/cl-vs-cs/', {
    '6': '2020-11-30',
    '7': '2024-06-30',
    '8': '2024-05-31',
    '9': '2027-05-31',
  }),
  ...['rhel', 'rocky', 'almalinux'].flatMap(id =>
    rows(id, 'https://access.redhat.com/support/policy/updates/errata', {
      '7': '2024-06-30',
      '8': '2029-05-31',
      '9': '2032-05-31',
      '10': '2035-05-31',
    }),
  ),
  ...rows('ol', 'https://www.oracle.com/a/ocom/docs/elsp-lifetime-069338.pdf', {
    '7': '2024-12-31',
    '8': '2029-07-31',
    '9': '2032-06-30',
  }),
  ...rows('sles', 'https://www.suse.com/lifecycle', {
    '12.5': '2024-10-31',
    '15.3': '2022-12-31',
    '15.4': '2023-12-31',
    '15.5': '2024-12-31',
  }),
  ...rows('amzn', 'https://aws.amazon.com/amazon-linux-2/faqs/', { '2': '2026-06-30' }),
]

function rows(product: string, source: string, ends: Record<string, string>): Support[] {
  return Object.entries(ends).map(([release, day]) => ({ product, release, ends: day, source }))
}

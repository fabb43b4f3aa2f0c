import type { Severity } from '../check.ts'

/** A product that knows of container runtimes, by its image, and what it needs when Docker goes. */
interface Product {
  name: string
  /** Fits the image's name without registry and tag: "datadog/agent". */
  image: RegExp
  needs: string
  severity?: Severity
}

/** Sources: the Kubernetes page on telemetry and security agents, and each product's own pages on container runtimes. */
export const products: readonly Product[] = [
  {
    name: 'Datadog Agent',
    image: /(?:^|\/)(?:datadog\/)?(?:datadog-)?(?:cluster-)?agent$/u,
    needs:
      'version 7 with the containerd socket mounted and its path in DD_CRI_SOCKET_PATH; take DOCKER_HOST out',
  },
  {
    name: 'Dynatrace OneAgent',
    image: /dynatrace-oneagent|(?:^|\/)oneagent$/u,
    needs: 'a version that knows the new runtime; its operator finds out by itself',
  },
  {
    name: 'Falco',
    image: /(?:^|\/)falco(?:-no-driver)?$/u,
    needs: 'the socket of the new runtime in --cri, or in container_engines.cri of falco.yaml',
  },
  {
    name: 'Prisma Cloud Defender',
    image: /twistlock\/|(?:^|\/)defender(?:_\w+)?$/u,
    needs: 'to be deployed again with the CRI option on: its Docker edition does not see other runtimes',
    severity: 'warning',
  },
  {
    name: 'Fluentd',
    image: /(?:^|\/)fluentd(?:-\w+)*$/u,
    needs: 'the CRI parser (fluent-plugin-parser-cri) in place of json for container logs',
  },
  {
    name: 'Fluent Bit',
    image: /(?:^|\/)fluent-bit(?:-\w+)*$/u,
    needs: 'Parser cri, or multiline.parser docker, cri, in place of Parser docker',
  },
  {
    name: 'Filebeat',
    image: /(?:^|\/)filebeat(?:-\w+)*$/u,
    needs: 'the container input with paths in /var/log/containers; the docker input reads nothing any more',
  },
  {
    name: 'Promtail',
    image: /(?:^|\/)promtail$/u,
    needs: 'the pipeline stage cri in place of docker',
  },
  { name: 'Vector', image: /(?:^|\/)vector$/u, needs: 'the source kubernetes_logs in place of docker_logs' },
  {
    name: 'cAdvisor',
    image: /(?:^|\/)cadvisor$/u,
    needs: 'the socket of the new runtime in --containerd or --crio; its container names and labels change',
  },
  {
    name: 'Jenkins agent with Docker',
    image: /jenkins\/(?:\w+-)?agent$|(?:^|\/)jnlp-(?:slave|agent)/u,
    needs:
      'pipelines that build images without a Docker of the node: BuildKit, Buildah, kaniko, or Docker in Docker',
  },
  {
    name: 'GitLab Runner',
    image: /(?:^|\/)gitlab-runner$/u,
    needs: 'jobs that build images without docker.sock of the node; look at volumes in its config.toml',
  },
  {
    name: 'GitHub Actions Runner',
    image: /actions-runner(?:-\w+)*$/u,
    needs: 'dockerdWithinRunnerContainer or a dind sidecar in place of docker.sock of the node',
  },
  {
    name: 'Azure Pipelines agent',
    image: /azure-?pipelines?-?agent|vsts-agent/u,
    needs: 'tasks that build images without docker.sock of the node',
  },
  {
    name: 'kube-imagepuller',
    image: /kube-?image-?puller/u,
    needs: 'to be replaced: it pulls through the Docker of the node',
    severity: 'warning',
  },
  {
    name: 'kubectl-flame',
    image: /kubectl-flame/u,
    needs: 'to be replaced: it knows no runtime but Docker',
    severity: 'warning',
  },
  {
    name: 'SignalFx Smart Agent',
    image: /signalfx-agent|splunk-otel-collector/u,
    needs: 'kubelet-metrics in place of the monitor docker-container-stats',
  },
  {
    name: 'Weave Scope',
    image: /(?:^|\/)scope$|weaveworks\/scope/u,
    needs: '--probe.docker off, and --probe.cri with the socket of the new runtime',
  },
  {
    name: 'Watchtower',
    image: /(?:^|\/)watchtower$/u,
    needs: 'to be replaced: it restarts containers through Docker',
    severity: 'warning',
  },
  {
    name: 'Portainer agent',
    image: /portainer\/agent$/u,
    needs: 'the edition for Kubernetes, which uses the API',
  },
  {
    name: 'Logspout',
    image: /(?:^|\/)logspout$/u,
    needs: "to be replaced: it reads logs from Docker's API",
    severity: 'warning',
  },
  {
    name: 'Sysdig agent',
    image: /sysdig\/agent(?:-\w+)*$/u,
    needs: 'the socket of the new runtime mounted below /host',
  },
]

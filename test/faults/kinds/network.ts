import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, Kind } from '../fault.ts'
import type { Scene } from '../scene.ts'

/** Nothing comes through to the node's port 22, for longer than its switch waits: it takes itself back. */
export const cutOff: Kind = ({ begins }) =>
  [begins[0], begins.at(5), begins.at(-1), 'end switch'].flatMap(point =>
    point === undefined ? [] : [cutOffAt(point)],
  )

function cutOffAt(point: string): Fault {
  return {
    kind: "controller's network cut for longer than the switch",
    name: `network cut at "${point}"`,
    async play(scene) {
      const running = await scene.migrate({ timeout: 15 })
      await scene.at(point, running)
      await block(scene, 'n2', 22)
      await scene.byItself(90)
      await scene.heal()
      const { code } = await scene.end(running)
      if (code !== 1) scene.problems.push(`migrate ended with ${code}, not with 1`)
    },
  }
}

/** sshd goes and takes the connection along, for a moment: the run finds the node again and goes on. */
export const sshdRestarted: Kind = ({ prepare, begins }) =>
  [prepare[1], begins[0], begins.at(6), begins.at(-1), 'end switch'].flatMap(point =>
    point === undefined
      ? []
      : [
          {
            kind: 'sshd on the node restarted',
            name: `sshd restarted at "${point}"`,
            async play(scene: Scene) {
              const running = await scene.migrate()
              await scene.at(point, running)
              // Restarted, sshd leaves the processes of its connections alone.
              await scene.rig.lab.onNode('n2', "kill $(pgrep '^sshd$'); systemctl restart ssh.service")
              const { code } = await scene.end(running)
              if (code !== 0) scene.problems.push(`migrate ended with ${code}`)
            },
          },
        ],
  )

/** The API server does not answer while the node is verified. */
export const apiAway: Kind = () => [
  {
    kind: 'API server away while verifying',
    name: 'API server away for 2 minutes after the switch, and verify waits',
    slow: true,
    async play(scene) {
      const running = await scene.migrate({ timeout: 240, verify: 200 })
      await scene.at('end switch', running)
      await block(scene, 'n1', 6443)
      await sleep(120_000)
      await scene.heal()
      const { code } = await scene.end(running)
      if (code !== 0) scene.problems.push(`migrate ended with ${code}`)
    },
  },
  {
    kind: 'API server away while verifying',
    name: 'API server away for longer than verify waits',
    async play(scene) {
      const running = await scene.migrate({ verify: 15 })
      await scene.at('end switch', running)
      await block(scene, 'n1', 6443)
      await sleep(40_000)
      await scene.heal()
      const { result } = await scene.end(running)
      if (result === 'changed') scene.problems.push('it was kept, though nothing proved it')
    },
  },
]

async function block({ rig, afterwards }: Scene, node: string, port: number): Promise<void> {
  const rule = `INPUT -p tcp --dport ${port} -j DROP`
  await rig.lab.onNode(node, `iptables -I ${rule}`)
  afterwards(() => rig.lab.onNode(node, `iptables -D ${rule}`))
}

import type { Points } from './points.ts'
import type { Scene } from './scene.ts'

/** Something that goes wrong, at one point. */
export interface Fault {
  /** The line of the table that it counts for. */
  kind: string
  /** What it is told apart by. */
  name: string
  /** It takes minutes: it is left out of a sample. */
  slow?: true
  /** Lets it happen, and lets things run out: what is then not closed is lost. */
  play: (scene: Scene) => Promise<void>
}

/** Makes the faults of one kind, for the points that a migration of this node has. */
export type Kind = (points: Points) => Fault[]

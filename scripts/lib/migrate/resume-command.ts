import { commonOptions } from '../cli/common-options.ts'
import type { Command } from '../cli/options.ts'

/** `scripts/resume.mjs` */
export const resumeCommand = {
  name: 'resume',
  summary: 'Finishes what a run that was cut off has left open on nodes, or takes it back',
  options: {
    ...commonOptions,
    undo: { type: 'boolean', description: 'take everything back, also what could be finished' },
  },
  examples: [
    'npx zx scripts/resume.mjs --inventory prod',
    'npx zx scripts/resume.mjs --inventory prod --undo',
  ],
} as const satisfies Command

// The parts that refit's own scripts are written with, and that yours are.
export { commonOptions } from './cli/common-options.ts'
export { main } from './cli/main.ts'
export { cleanUp } from './cleanup/cleanup.ts'
export { cleanupCommand } from './cleanup/command.ts'
export { planCleanup } from './cleanup/plan.ts'
export { checkCommand } from './checks/command.ts'
export { check } from './checks/run.ts'
export { agree } from './engine/agree.ts'
export { roll } from './engine/roll.ts'
export { runCommand, runOnHosts } from './engine/run-command.ts'
export { task } from './engine/task-script.ts'
export { withRun } from './engine/with-run.ts'
export { exitCodes, RefitError } from './errors.ts'
export { migrateCommand, planCommand } from './migrate/command.ts'
export { gate } from './migrate/gate.ts'
export { guardedRollback } from './migrate/guarded-rollback.ts'
export { guarded } from './migrate/guarded.ts'
export { confirm, drain, prepare, release, switchRuntime, verify } from './migrate/phases.ts'
export { planMigration } from './migrate/plan.ts'
export { resumeCommand } from './migrate/resume-command.ts'
export { planResume } from './migrate/resume-plan.ts'
export { resumeOn } from './migrate/resume.ts'
export { rollbackCommand } from './migrate/rollback-command.ts'
export { planRollback } from './migrate/rollback-plan.ts'
export { gateRollback, takeTransactionBack } from './migrate/rollback.ts'
export {
  absent,
  artifact,
  command,
  file,
  kernelModule,
  packaged,
  sysctl,
  template,
  unit,
} from './plan/changes.ts'
export { savePlanTo } from './plan/file.ts'
export { showStatus, statusCommand } from './status/status.ts'

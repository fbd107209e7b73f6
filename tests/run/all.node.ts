import { checkSteps, runSteps, testSteps } from './steps.ts'

process.exitCode = await runSteps([...checkSteps, ...testSteps])

import { checkSteps, runSteps, testSteps, toolchainStep } from './steps.ts'

process.exitCode = await runSteps([toolchainStep, ...checkSteps, ...testSteps])

import type { Launch } from '../../model/types.ts'
import { goLaunch } from './launch-go.ts'
import { javaLaunch } from './launch-java.ts'
import { nodeLaunch } from './launch-node.ts'
import { phpLaunch } from './launch-php.ts'
import { pythonLaunch } from './launch-python.ts'
import type { SignedLaunch } from './launch-value.ts'
import type { Sample } from './types.ts'

/**
 * What the back end does before the front end can go on: a program in each language that prints the values and their
 * signature as JSON. None where nothing is signed. What the front end does is in the launch itself (`calls`).
 */
export function launchSamples(launch: Launch): Sample[] {
  if (!isSigned(launch)) return []
  return [nodeLaunch, phpLaunch, pythonLaunch, goLaunch, javaLaunch].map((print) => print(launch))
}

function isSigned(launch: Launch): launch is SignedLaunch {
  return launch.sign !== undefined
}

import type { Webhook } from '../../model/types.ts'
import type { Sample } from './types.ts'
import { goReceiver } from './webhook-go.ts'
import { javaReceiver } from './webhook-java.ts'
import { nodeReceiver } from './webhook-node.ts'
import { phpReceiver } from './webhook-php.ts'
import { pythonReceiver } from './webhook-python.ts'

/**
 * Code that receives a notification: verify, decrypt, acknowledge; one sample for each language. A program of its own
 * that listens on `PORT` (8080), but for PHP, which a web server runs. The environment variables are those of the calls.
 */
export function webhookSamples(webhook: Webhook): Sample[] {
  return [nodeReceiver, phpReceiver, pythonReceiver, goReceiver, javaReceiver].map((receiver) => receiver(webhook))
}

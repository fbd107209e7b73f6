import type { PageSample } from '../../catalog/derive/pages/index.ts'
import type { Catalog, Operation, Webhook } from '../../catalog/model/types.ts'

export function samplesOf(_operation: Operation, _catalog: Catalog): (PageSample & { segments?: unknown[] })[] {
  return []
}

export function webhookSamplesOf(_webhook: Webhook, _catalog: Catalog): PageSample[] {
  return []
}

export function chainOf(operation: Operation): string {
  return operation.id
}

export async function typingFiles(_catalog: Catalog): Promise<Record<string, string>> {
  return {}
}

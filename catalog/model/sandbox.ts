import type { Json } from './types.ts'

/** What the gateway does for one operation: `x-sandbox`. The sandbox reads only this, never a path, product or field name. */
export interface SandboxRule {
  resource?: string
  action: string
  [key: string]: Json | undefined
}

export interface ResourceRule {
  [key: string]: Json
}

export interface GatewayErrors {
  [key: string]: Json
}

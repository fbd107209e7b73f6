import type { GenericSchema } from 'valibot'

/** One answer of a control call. */
export interface AnswerDoc {
  status: number
  description: string
  /** Absent: no body of JSON. */
  schema?: GenericSchema
  mediaType?: string
}

/**
 * What is to be known of one control route. The topic's file has it beside the route: the document (openapi.ts) and the
 * tests that hold answers against it are made of these.
 */
export interface RouteDoc {
  method: 'get' | 'post' | 'put' | 'delete'
  /** Below `/_sandbox`, parameters in braces. */
  path: string
  summary: string
  description?: string
  /** Needs no control token. */
  open?: true
  /** Path parameter → description. */
  parameters?: Record<string, string>
  /** An object schema: one query parameter a field. */
  query?: GenericSchema
  body?: GenericSchema
  /** Without those that every call can get (problems). */
  answers: AnswerDoc[]
  /** Codes of problems that are this call's own, with their status and what they mean. */
  problems?: { status: number; code: string; description: string }[]
}

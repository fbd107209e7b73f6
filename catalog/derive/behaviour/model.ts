export type { ErrorTemplate } from '../../model/sandbox.ts'
export type * from '../../model/types.ts'

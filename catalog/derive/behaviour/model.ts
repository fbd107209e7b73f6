export type * from '../../model/types.ts'
export type { ErrorTemplate } from '../../model/sandbox.ts'

import type { RouteDoc } from './route-doc.ts'
import { AnyObject } from './shared.ts'

export const openApiDocs: RouteDoc[] = [
  {
    method: 'get',
    path: '/openapi.json',
    summary: '这份文档',
    open: true,
    answers: [{ status: 200, description: 'OpenAPI 3.1', schema: AnyObject }],
  },
]

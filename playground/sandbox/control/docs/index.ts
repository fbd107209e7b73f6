import { clockDocs } from './clock.ts'
import { faultsDocs } from './faults.ts'
import { merchantsDocs } from './merchants.ts'
import { notificationsDocs } from './notifications.ts'
import { objectsDocs } from './objects.ts'
import { openApiDocs } from './openapi.ts'
import { pagesDocs } from './pages.ts'
import type { RouteDoc } from './route-doc.ts'
import { tracesDocs } from './traces.ts'

export { CONTROL_PROBLEMS, ControlAnswerSchema } from './objects.ts'
export type { AnswerDoc, RouteDoc } from './route-doc.ts'
export { ProblemSchema } from './shared.ts'

/** Every control route but the resources' own controls, by topic. */
export const TOPICS: { title: string; docs: RouteDoc[] }[] = [
  { title: '商户', docs: merchantsDocs },
  { title: '业务时间', docs: clockDocs },
  { title: '通知', docs: notificationsDocs },
  { title: '请求记录', docs: tracesDocs },
  { title: '故障', docs: faultsDocs },
  { title: '页面', docs: pagesDocs },
  { title: '对象', docs: objectsDocs },
  { title: '文档', docs: openApiDocs },
]

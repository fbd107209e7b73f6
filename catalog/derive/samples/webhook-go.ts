import type { Webhook } from '../../model/types.ts'
import type { Sample } from './types.ts'
import { FAILURE_JSON, FAILURE_XML, ONCE, SUCCESS_XML, type WebhookKind, webhookKind } from './webhook-kind.ts'

/** A server of Go's standard library; `notification.go` beside it does the cryptography. */
export function goReceiver(webhook: Webhook): Sample {
  const kind = webhookKind(webhook)
  const event = JSON.stringify(webhook.event)
  const code = [
    '// 与 notification.go 放在同一个目录，运行：go run receiver.go notification.go',
    'package main',
    '',
    'import (',
    ...['fmt', 'io', 'log', 'net/http', 'os'].map((name) => `\t"${name}"`),
    ')',
    '',
    'func main() {',
    '\tport := os.Getenv("PORT")',
    '\tif port == "" {',
    '\t\tport = "8080"',
    '\t}',
    '\tlog.Fatal(http.ListenAndServe(":"+port, http.HandlerFunc(receive)))',
    '}',
    '',
    'func receive(writer http.ResponseWriter, request *http.Request) {',
    '\tbody, err := io.ReadAll(http.MaxBytesReader(writer, request.Body, 1<<20))',
    '\tif err != nil {',
    '\t\treturn',
    '\t}',
    ...(kind === 'v3' ? [] : ['\twriter.Header().Set("Content-Type", "text/xml")']),
    `\t${READ[kind]}`,
    '\tif err != nil {',
    '\t\tlog.Print(err)',
    ...refuse(kind).map((line) => `\t\t${line}`),
    '\t\treturn',
    '\t}',
    ...handle(kind, event).map((line) => `\t${line}`),
    kind === 'v3' ? '\twriter.WriteHeader(http.StatusNoContent)' : `\tfmt.Fprint(writer, \`${SUCCESS_XML}\`)`,
    '}',
  ].join('\n')
  return { id: 'go-notify', label: 'Go', lang: 'go', group: 'go', code, twoslash: false }
}

const READ: Record<WebhookKind, string> = {
  v3: 'event, plaintext, err := ReadNotification(request.Header, body)',
  v2: 'fields, err := ReadNotificationV2(body)',
  'v2-event': 'event, plaintext, err := ReadEventV2(body)',
  'v2-refund': 'plaintext, err := ReadRefundV2(body)',
}

function refuse(kind: WebhookKind): string[] {
  if (kind !== 'v3') return [`fmt.Fprint(writer, \`${FAILURE_XML}\`)`]
  return [
    'writer.Header().Set("Content-Type", "application/json")',
    'writer.WriteHeader(http.StatusBadRequest)',
    `fmt.Fprint(writer, \`${FAILURE_JSON}\`)`,
  ]
}

function handle(kind: WebhookKind, event: string): string[] {
  const comment = `// ${ONCE}`
  if (kind === 'v2') return [comment, 'fmt.Println(fields)']
  if (kind === 'v2-refund') return [comment, 'fmt.Println(plaintext)']
  return [`if event == ${event} {`, `\t${comment}`, '\tfmt.Println(string(plaintext))', '}']
}

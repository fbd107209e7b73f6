import type { Webhook } from '../../model/types.ts'
import type { Sample } from './types.ts'
import { FAILURE_JSON, FAILURE_XML, ONCE, SUCCESS_XML, type WebhookKind, webhookKind } from './webhook-kind.ts'

/** A server of Python's standard library; `notification.py` beside it does the cryptography. */
export function pythonReceiver(webhook: Webhook): Sample {
  const kind = webhookKind(webhook)
  const event = webhook.event.replace(/[\\']/g, '\\$&')
  const code = [
    '# 与 notification.py 放在同一个目录，运行：python3 receiver.py',
    ...(kind === 'v3' ? ['import json'] : []),
    'import os',
    'from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer',
    '',
    'import notification',
    '',
    '',
    'class Receiver(BaseHTTPRequestHandler):',
    '    def do_POST(self):',
    "        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))",
    '        try:',
    ...READ[kind].map((line) => `            ${line}`),
    '        except (notification.Refused, ValueError, KeyError) as error:',
    "            self.log_error('%s', error)",
    ...(kind === 'v3'
      ? [`            return self.answer(400, '${FAILURE_JSON}')`]
      : [`            return self.answer('${FAILURE_XML}')`]),
    ...handle(kind, event).map((line) => `        ${line}`),
    ...(kind === 'v3' ? ['        self.answer(204)'] : [`        self.answer('${SUCCESS_XML}')`]),
    '',
    ...(kind === 'v3' ? ANSWER_JSON : ANSWER_XML).map((line) => `    ${line}`),
    '',
    '',
    "ThreadingHTTPServer(('', int(os.environ.get('PORT', 8080))), Receiver).serve_forever()",
  ].join('\n')
  return { id: 'python-notify', label: 'Python', lang: 'python', group: 'python', code, twoslash: false }
}

const READ: Record<WebhookKind, string[]> = {
  v3: ['event, plaintext = notification.read(self.headers, body)'],
  v2: ['fields = notification.read_v2(body)'],
  'v2-event': ['event, plaintext = notification.read_v2_event(body)'],
  'v2-refund': ['plaintext = notification.read_v2_refund(body)'],
}

function handle(kind: WebhookKind, event: string): string[] {
  const comment = `# ${ONCE}`
  switch (kind) {
    case 'v3':
      return [
        `if event == '${event}':`,
        `    ${comment}`,
        '    print(json.dumps(plaintext, ensure_ascii=False), flush=True)',
      ]
    case 'v2-event':
      return [`if event == '${event}':`, `    ${comment}`, '    print(plaintext, flush=True)']
    case 'v2':
      return [comment, 'print(fields, flush=True)']
    case 'v2-refund':
      return [comment, 'print(plaintext, flush=True)']
  }
}

const ANSWER_JSON = [
  "def answer(self, status, body=''):",
  '    self.send_response(status)',
  '    if body:',
  "        self.send_header('Content-Type', 'application/json')",
  '    self.end_headers()',
  '    self.wfile.write(body.encode())',
]

const ANSWER_XML = [
  'def answer(self, body):',
  '    self.send_response(200)',
  "    self.send_header('Content-Type', 'text/xml')",
  '    self.end_headers()',
  '    self.wfile.write(body.encode())',
]

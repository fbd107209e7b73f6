import type { Webhook } from '../../model/types.ts'
import type { Sample } from './types.ts'
import { FAILURE_JSON, FAILURE_XML, ONCE, SUCCESS_XML, type WebhookKind, webhookKind } from './webhook-kind.ts'

/** A server of the JDK; `wechatpay/Notification.java` beside it does the cryptography. */
export function javaReceiver(webhook: Webhook): Sample {
  const kind = webhookKind(webhook)
  const event = JSON.stringify(webhook.event)
  const code = [
    '// 公共代码存为 wechatpay/Notification.java，运行：javac -encoding UTF-8 Receiver.java && java Receiver',
    ...IMPORTS.map((name) => `import ${name};`),
    '',
    'public class Receiver {',
    '  public static void main(String[] args) throws IOException {',
    '    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));',
    '    HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);',
    '    server.createContext("/", Receiver::receive);',
    '    server.start();',
    '  }',
    '',
    '  static void receive(HttpExchange exchange) throws IOException {',
    '    byte[] body = exchange.getRequestBody().readAllBytes();',
    '    try {',
    ...handle(kind, event).map((line) => `      ${line}`),
    `      ${answer(kind, true)}`,
    '    } catch (Exception error) {',
    '      System.err.println(error);',
    `      ${answer(kind, false)}`,
    '    }',
    '  }',
    '',
    ...ANSWER.map((line) => `  ${line}`),
    '}',
  ].join('\n')
  return { id: 'java-notify', label: 'Java', lang: 'java', group: 'java', code, twoslash: false }
}

const IMPORTS = [
  'com.sun.net.httpserver.HttpExchange',
  'com.sun.net.httpserver.HttpServer',
  'java.io.IOException',
  'java.net.InetSocketAddress',
  'java.nio.charset.StandardCharsets',
  'wechatpay.Notification',
]

function handle(kind: WebhookKind, event: string): string[] {
  const comment = `// ${ONCE}`
  if (kind === 'v2') return ['var fields = Notification.readV2(body);', comment, 'System.out.println(fields);']
  if (kind === 'v2-refund') {
    return ['var plaintext = Notification.readV2Refund(body);', comment, 'System.out.println(plaintext);']
  }
  const read = kind === 'v3' ? 'read(exchange.getRequestHeaders()::getFirst, body)' : 'readV2Event(body)'
  return [
    `var notification = Notification.${read};`,
    `if (notification.event().equals(${event})) {`,
    `  ${comment}`,
    `  System.out.println(notification.plaintext());${kind === 'v3' ? ' // 取字段用 notification.json()' : ''}`,
    '}',
  ]
}

function answer(kind: WebhookKind, success: boolean): string {
  if (kind !== 'v3') return `answer(exchange, 200, "${success ? SUCCESS_XML : FAILURE_XML}");`
  return success ? 'answer(exchange, 204, "");' : `answer(exchange, 400, ${JSON.stringify(FAILURE_JSON)});`
}

const ANSWER = [
  'static void answer(HttpExchange exchange, int status, String body) throws IOException {',
  '  byte[] content = body.getBytes(StandardCharsets.UTF_8);',
  '  exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);',
  '  exchange.getResponseBody().write(content);',
  '  exchange.close();',
  '}',
]

import { FILE, type MessageCase, NO, post, STATE } from './case.ts'

const KIND = 'title: 调起支付\n  description: 由页面调起\n  values: { no: "{no}" }'
const CALLS = 'calls: [{ label: 网页, lang: js, code: pay(params) }]'
const launch = (use: string, kinds: string): MessageCase => ({
  files: { [FILE]: post(`${NO}\n${STATE}`, { more: `x-launch: [${use}]` }), 'launches.yaml': `${kinds}\n` },
})

export const launches: Record<string, MessageCase> = {
  'a kind that is not there': launch('{ kind: js }', `jsapi:\n  ${KIND}\n  ${CALLS}`),
  'a signature over nothing': launch(
    '{ kind: jsapi }',
    `jsapi:\n  ${KIND}\n  sign: { name: sign, type: RSA }\n  ${CALLS}`,
  ),
  'a signature over what is no value': launch(
    '{ kind: jsapi }',
    `jsapi:\n  ${KIND}\n  sign: { name: sign, type: RSA, fields: [nr] }\n  ${CALLS}`,
  ),
  'the calls of a kind that has none': launch('{ kind: jsapi }', `jsapi:\n  ${KIND}\n  calls: app`),
  'a value from a field that is not there': launch(
    '{ kind: jsapi }',
    `jsapi:\n  ${KIND.replace('{no}', '{prepay_id}')}\n  ${CALLS}`,
  ),
  'a condition on a field that is not there': launch(
    '{ kind: jsapi, when: { status: NEW } }',
    `jsapi:\n  ${KIND}\n  ${CALLS}`,
  ),
  'a condition that never holds': launch('{ kind: jsapi, when: { state: OLD } }', `jsapi:\n  ${KIND}\n  ${CALLS}`),
}

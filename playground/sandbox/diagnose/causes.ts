/**
 * Why a signature was refused, in the words of the page: what went wrong, and what to do about it. The codes are part of
 * the sandbox's interface (traces, `X-Sandbox-Diagnosis`): one that is published keeps its meaning.
 */
export const CAUSES = {
  'authorization-missing': [
    '没有 Authorization 请求头',
    '每个请求都要带 Authorization；检查是否只在部分请求上签名，或中间的代理去掉了这个头',
  ],
  'authorization-scheme': [
    'Authorization 的认证类型不对',
    '以 WECHATPAY2-SHA256-RSA2048 开头，后面一个空格，再接五个参数',
  ],
  'authorization-format': [
    'Authorization 的写法不对',
    '五个参数各写一次，值用双引号，参数之间只有逗号、没有空格和换行',
  ],
  'timestamp-milliseconds': ['timestamp 是毫秒', '用秒：毫秒数除以 1000 后取整'],
  'timestamp-window': [
    'timestamp 与当前时间相差超过 5 分钟',
    '校准本机时间（NTP）；timestamp 是 1970 年起的秒数，与时区无关；每次请求重新取时间，不要缓存签名',
  ],
  'merchant-unknown': ['沙箱里没有这个商户', '用 POST /_sandbox/merchants 取得商户；沙箱清空数据之后要重新取得'],
  'serial-platform': [
    'serial_no 填成了平台证书的序列号或微信支付公钥 ID',
    '这里要填商户 API 证书的序列号（注册应答里的 serial_no）；平台的序列号只用在 Wechatpay-Serial 里',
  ],
  'serial-format': ['serial_no 的写法不对', '用 40 位大写十六进制，不带冒号、空格和 0x，不转成十进制'],
  'serial-other-merchant': ['serial_no 是另一个商户的证书序列号', 'mchid、serial_no 和私钥要来自同一个商户'],
  'serial-unknown': [
    'serial_no 不是这个商户的证书序列号',
    '填注册应答里的 serial_no；换过证书之后，序列号和私钥要一起换',
  ],
  'signature-base64url': ['签名用了 base64url 编码', '用标准的 Base64：字母表里是 + 和 /，末尾补 ='],
  'signature-hex': ['签名用了十六进制编码', '签名的原始字节用标准的 Base64 编码'],
  'signature-escaped': ['签名做过 URL 编码', '请求头里的签名不要再做 URL 编码，+ / = 原样写'],
  'signature-encoding': ['signature 不是 Base64 文本', '检查是否被截断，或混进了别的字符'],
  'signature-length': [
    '签名的长度与商户的公钥对不上',
    '2048 位的 RSA 密钥签出来是 256 字节，Base64 之后 344 个字符；检查是否用了别的密钥，或被截断',
  ],
  'apiv2-md5': ['签名是 APIv2 的 MD5', 'APIv3 用商户私钥做 SHA256 with RSA 签名，与 APIv2 密钥无关'],
  'apiv2-hmac': [
    '签名是 HMAC-SHA256 或一个摘要，不是 RSA 签名',
    'APIv3 用商户私钥做 SHA256 with RSA 签名；HMAC-SHA256 是 APIv2 的方式',
  ],
  'key-other-merchant': ['用了另一个商户的私钥', 'mchid、serial_no 和私钥要来自同一个商户'],
  'key-unknown': [
    '不是这个商户的私钥签的名',
    '用注册商户时得到的 private_key；自备密钥的，用与所交公钥配对的那把；换过商户之后，缓存里的私钥也要换',
  ],
  'padding-pss': [
    '用了 PSS 填充',
    '改用 PKCS #1 v1.5：Java 是 SHA256withRSA，Node.js 是 createSign("RSA-SHA256")，.NET 是 RSASignaturePadding.Pkcs1',
  ],
  'padding-bare': [
    '签的是裸的数据，没有带上摘要算法',
    '不要自己先算摘要再“用私钥加密”；调用 SHA256withRSA 一类的签名函数，它会算摘要并带上算法标识',
  ],
  'digest-sha1': [
    '摘要用了 SHA-1',
    '改用 SHA-256：Java 是 SHA256withRSA，PHP 是 openssl_sign 的 sha256WithRSAEncryption（默认是 SHA-1）',
  ],
  'digest-other': ['摘要算法不是 SHA-256', '改用 SHA-256'],
  'hashed-twice': ['先算了一次摘要，又交给会算摘要的签名函数', '把签名串本身交给 SHA256withRSA，不要先算 SHA-256'],
  method: ['签名串里的请求方法不对', '第一行是大写的请求方法，与实际发出的一致'],
  'url-host': ['签名串里的地址带了域名', '第二行从路径的 / 开始，不带协议、域名和端口'],
  'url-prefix': [
    '签名串里的路径不完整，或多了前缀',
    '第二行是请求行里的完整路径，包括 /v3；反向代理改写过路径的，签改写之后的',
  ],
  'path-template': ['签名串里的路径参数没有替换', '先把花括号里的参数换成实际的值，再签名'],
  'query-dropped': ['签名串里的地址没有查询参数', '第二行是路径加上 ? 和查询串，与发出的逐字一致'],
  'query-order': ['签名串里查询参数的次序与发出的不同', '先拼好查询串，签名和发送用同一个字符串'],
  'query-encoding': [
    '签名串里的地址与发出的编码方式不同',
    '先编码好整个地址，签名和发送用同一个字符串；注意空格是 %20 还是 +，汉字是否已经编码',
  ],
  'url-slash': ['签名串里的路径与发出的相差一个斜杠', '签名和发送用同一个路径，末尾的 / 也算'],
  'query-mark': ['签名串里的地址与发出的相差一个问号', '没有查询参数时，地址末尾不要 ?'],
  'timestamp-differs': ['签名串里的时间戳与 Authorization 里的不同', '取一次时间，签名和请求头用同一个值'],
  'nonce-differs': [
    '签名串里的随机串与 Authorization 里的不同',
    '生成一次随机串，签名和请求头用同一个值，大小写也一致',
  ],
  'body-serialised': [
    '请求正文签名之后又重新生成了一遍',
    '先把正文生成字符串，签名和发送用同一个字符串；不要把对象交给 HTTP 库再转一次 JSON',
  ],
  'body-missing': ['签名串里没有请求正文', '有正文的请求，第五行是发出的正文原文'],
  'body-of-get': ['没有正文的请求，签名串里却有正文', 'GET 等没有正文的请求，第五行是空行；不要写 {}、null 或查询参数'],
  'meta-missing': [
    '上传的表单里没有 meta 那一段，或它带着文件名',
    '表单要有两段：meta 是普通的文本段，内容是 JSON，签名就签它的原文；file 是文件，带文件名',
  ],
  'body-of-upload': ['上传文件时签了整个表单', '只签 meta 那一段的 JSON 原文，不签文件和表单的分隔行'],
  'body-break': [
    '签名串里的请求正文与发出的只差首尾的空白或换行',
    '签名和发送用同一个字符串，不要在其中一处去掉或加上空白',
  ],
  'last-line-break': ['签名串少了最后一个换行符', '五行每行都以换行符结尾，正文（可以为空）之后也有一个'],
  'line-break-extra': ['签名串多了一个换行符', '正文之后只有一个换行符'],
  'line-break-crlf': ['签名串的换行是 CRLF', '用 \\n（0x0A），不用 \\r\\n 或系统默认的换行'],
  'line-break-literal': [
    '签名串里是反斜杠加 n 两个字符，不是换行符',
    '换行符是 0x0A：PHP 要用双引号的 "\\n"，配置文件里的转义要先还原',
  ],
  'line-break-none': ['签名串没有换行符，或用了别的分隔', '五个部分之间用换行符，最后一行之后也有'],
  'empty-line': ['没有正文的请求少了第五行', '正文为空时也要保留那个空行，签名串以两个换行符结尾'],
  'line-order': ['签名串各行的次序不对', '依次是请求方法、地址、时间戳、随机串、正文'],
  'layout-answer': [
    '用了验签的格式来签名',
    '请求的签名串有五行：请求方法、地址、时间戳、随机串、正文；三行的是应答和通知的验签串',
  ],
  'message-encoded': ['签名串又编码了一次', '直接对签名串的 UTF-8 字节签名，不要先做 JSON、Base64 或 URL 编码'],
  charset: ['签名串的字符编码不是 UTF-8', '签名串和发送的正文都用 UTF-8，Java 要写 getBytes(StandardCharsets.UTF_8)'],
  'charset-body': ['发送的正文不是 UTF-8', '用 UTF-8 发送正文，与签名时一致'],
  'body-compressed': ['发送的正文压缩过', '请求正文不要压缩（Content-Encoding）：网关按收到的字节验签，也不解压'],
  'message-other': [
    '私钥是对的，但签的是另一个字符串',
    '把下面网关的签名串与程序里的逐字比较；签名之后不要再改动地址和正文',
  ],
  'sign-missing': ['报文里没有 sign', '把除 sign 之外的非空参数签名，结果放进 sign'],
  'sign-case': ['sign 的大小写不对', 'MD5 与 HMAC-SHA256 的结果都转成大写'],
  'sign-type': [
    'sign 与 sign_type 说的算法不同',
    'sign_type 缺省是 MD5；用 HMAC-SHA256 时要带上 sign_type，而且它也参与签名',
  ],
  'sign-key': ['用错了密钥', 'APIv2 的 sign 用 apiv2_key，不是 apiv3_key 或别的商户的密钥'],
  'sign-key-missing': ['签名时没有加上密钥', '在排好的参数之后接 &key= 和 APIv2 密钥'],
  'sign-empty': ['空的参数参与了签名', '值为空的参数不参与签名'],
  'sign-order': ['参数没有按 ASCII 码排序', '按参数名的 ASCII 码从小到大排序，大写字母在小写之前'],
  'sign-field': ['有参数在签名之后改过、加上或去掉了', '签名之后不要再改动报文；除 sign 之外的非空参数都要参与签名'],
  'sign-other': ['sign 与报文对不上', '检查密钥、参与签名的参数和字符编码'],
} as const satisfies Record<string, readonly [title: string, advice: string]>

export type Cause = keyof typeof CAUSES

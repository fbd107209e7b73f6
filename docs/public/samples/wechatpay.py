"""微信支付接口示例的公共代码：签名、发送、验签、加密、解密。

接口页上的 Python 示例都用它。需要 Python 3.9 或更新，和 cryptography 包（pip install cryptography）。
配置只从环境变量读取：

WECHATPAY_MCHID                商户号
WECHATPAY_SERIAL               商户 API 证书序列号
WECHATPAY_PRIVATE_KEY          商户私钥，PEM 文件的路径
WECHATPAY_PLATFORM_SERIAL      微信支付公钥 ID，或平台证书序列号
WECHATPAY_PLATFORM_PUBLIC_KEY  微信支付公钥或平台证书，PEM 文件的路径
WECHATPAY_APIV3_KEY            APIv3 密钥：解密通知和平台证书时才用
WECHATPAY_APIV2_KEY            APIv2 密钥：调用 v2 接口时才用
WECHATPAY_CERTIFICATE          商户 API 证书，PEM 文件的路径：要求双向 TLS 的 v2 接口才用
WECHATPAY_BASE_URL             请求发往的地址；没有设置就发往正式环境
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOLERANCE = 300  # 应答时间戳与本机时钟最多相差的秒数
TIMEOUT = 30  # 等待应答的秒数
OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)


class WechatPayError(Exception):
    """接口返回的错误：HTTP 状态码 status、错误码 code、说明 message、应答原文 body。"""

    def __init__(self, status, code, message, body=b''):
        super().__init__(f'{status} {code}: {message}')
        self.status, self.code, self.message, self.body = status, code, message, body


class VerificationError(WechatPayError):
    """应答或通知没有通过验签：内容不可信，不要使用。"""

    def __init__(self, message, status=0, body=b''):
        super().__init__(status, 'VERIFICATION_FAILED', message, body)


@dataclass
class File:
    """要上传的文件：文件名、媒体类型、内容。"""

    name: str
    media_type: str
    content: bytes


@dataclass
class Answer:
    """应答：HTTP 状态码、头、原文；data 是解析后的 JSON 或 XML，没有正文或正文是文件时为 None。"""

    status: int
    headers: object
    body: bytes
    data: object = None

    def __str__(self):
        if self.data is not None:
            return f'{self.status} {json.dumps(self.data, ensure_ascii=False, indent=2)}'
        return f'{self.status} {self.headers.get("Location") or self.body.decode("utf-8", "replace")}'.rstrip()


class WechatPay:
    """一个商户的客户端。server 是没有设置 WECHATPAY_BASE_URL 时发往的地址。"""

    def __init__(self, server='https://api.mch.weixin.qq.com'):
        self.base = os.environ.get('WECHATPAY_BASE_URL', server).rstrip('/')

    def request(self, method, url, *, path=None, query=None, headers=None, json=None, form=None, decrypt=()):
        """调用 v3 接口，返回验过签的 Answer。

        path 填入 url 里花括号的值，query 是查询参数，json 是请求正文，form 是带文件的表单，
        decrypt 列出应答里要解密的字段名。接口返回错误时抛出 WechatPayError，验签不通过时抛出 VerificationError。
        """
        target = re.sub(r'\{(\w+)\}', lambda name: quote(str((path or {})[name[1]]), safe=''), url) + query_string(query or {})
        content, media_type, signed = form_body(form) if form else json_body(json)
        head = {
            'Accept': 'application/json',
            'User-Agent': 'wechatpay-sample-python',
            'Wechatpay-Serial': env('WECHATPAY_PLATFORM_SERIAL'),
            'Authorization': self.authorization(method, target, signed),
            **({'Content-Type': media_type} if media_type else {}),
            **(headers or {}),
        }
        answer = self.send(method, target, head, content)
        if answer.status >= 400:
            raise to_error(answer)
        is_json = 'json' in answer.headers.get('Content-Type', '') or answer.body.lstrip().startswith(b'{')
        # 账单等文件的下载不带签名，其余应答都必须验签
        if 'Wechatpay-Signature' in answer.headers or is_json or not answer.body:
            self.verify(answer.headers, answer.body, answer.status)
        if is_json and answer.body:
            answer.data = self.decrypt_fields(parse_json(answer.body), decrypt)
        return answer

    def authorization(self, method, target, body):
        """请求头 Authorization 的值。body 是发送的正文；上传文件时是 meta 的 JSON。"""
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        signature = self.sign(f'{method}\n{target}\n{timestamp}\n{nonce}\n{body}\n')
        return (
            f'WECHATPAY2-SHA256-RSA2048 mchid="{env("WECHATPAY_MCHID")}",nonce_str="{nonce}",'
            f'signature="{signature}",timestamp="{timestamp}",serial_no="{env("WECHATPAY_SERIAL")}"'
        )

    def sign(self, message):
        """用商户私钥对文本做 SHA256 with RSA 签名，返回 base64。调起支付的签名也用它。"""
        return base64.b64encode(private_key().sign(message.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()

    def verify(self, headers, body, status=0):
        """用微信支付公钥验证应答或通知：headers 按名取值（不分大小写），body 是收到的原文 (bytes)。"""
        timestamp, serial = headers.get('Wechatpay-Timestamp') or '', headers.get('Wechatpay-Serial')
        if serial != env('WECHATPAY_PLATFORM_SERIAL'):
            raise VerificationError(f'签名所用的密钥 {serial} 不是 WECHATPAY_PLATFORM_SERIAL', status, body)
        if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
            raise VerificationError(f'时间戳 {timestamp} 与本机时钟相差超过 {TOLERANCE} 秒', status, body)
        message = f'{timestamp}\n{headers.get("Wechatpay-Nonce")}\n'.encode() + body + b'\n'
        try:
            signature = base64.b64decode(headers.get('Wechatpay-Signature') or '', validate=True)
            platform_key().verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except (ValueError, InvalidSignature):
            raise VerificationError('签名与内容不符', status, body) from None

    def encrypt(self, text):
        """用微信支付公钥加密敏感信息，返回 base64。"""
        return base64.b64encode(platform_key().encrypt(text.encode(), OAEP)).decode()

    def decrypt(self, value):
        """解密：文本用商户私钥；通知的 resource、平台证书的 encrypt_certificate 用 APIv3 密钥。返回文本。"""
        if isinstance(value, str):
            return private_key().decrypt(base64.b64decode(value), OAEP).decode()
        cipher = AESGCM(env('WECHATPAY_APIV3_KEY').encode())
        content, extra = base64.b64decode(value['ciphertext']), value.get('associated_data') or ''
        return cipher.decrypt(value['nonce'].encode(), content, extra.encode()).decode()

    def decrypt_fields(self, data, names):
        """把 names 列出的字段换成明文，不论在哪一层。"""
        if isinstance(data, list):
            return [self.decrypt_fields(one, names) for one in data]
        if not isinstance(data, dict):
            return data
        return {
            name: self.decrypt(one) if name in names and one else self.decrypt_fields(one, names)
            for name, one in data.items()
        }

    def send(self, method, target, headers, content=None, context=None):
        """发送一次请求，不跟随跳转，不论状态码都返回 Answer。"""
        request = urllib.request.Request(self.base + target, content, headers, method=method)
        handlers = [NoRedirect, *([urllib.request.HTTPSHandler(context=context)] if context else [])]
        try:
            response = urllib.request.build_opener(*handlers).open(request, timeout=TIMEOUT)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            return Answer(response.status, response.headers, response.read())

    def v2(self, method, url, fields, *, nonce=True, certificate=False):
        """调用 v2 接口：MD5 或 HMAC-SHA256 签名（看 sign_type），POST 发送 XML，GET 放入查询参数。

        nonce=False 时不带 nonce_str，certificate=True 时带商户 API 证书。通信或业务失败时抛出 WechatPayError。
        """
        fields = {name: str(value) for name, value in fields.items() if value not in ('', None)}
        if nonce:
            fields.setdefault('nonce_str', secrets.token_hex(16))
        fields['sign'] = sign_v2(fields, fields.get('sign_type'))
        context = None
        if certificate:
            context = ssl.create_default_context()
            context.load_cert_chain(env('WECHATPAY_CERTIFICATE'), env('WECHATPAY_PRIVATE_KEY'))
        head = {'User-Agent': 'wechatpay-sample-python', 'Content-Type': 'text/xml; charset=utf-8'}
        if method == 'GET':
            answer = self.send(method, url + query_string(fields), head, context=context)
        else:
            answer = self.send(method, url, head, to_xml(fields), context)
        if answer.status >= 400:
            raise to_error(answer)
        if answer.body.lstrip().startswith(b'<xml'):
            answer.data = check_v2(answer, fields.get('sign_type'))
        return answer


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def env(name):
    """环境变量的值；没有设置就说明缺的是哪一个。"""
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f'没有设置环境变量 {name}')
    return value


def read(name):
    with open(env(name), 'rb') as file:
        return file.read()


def private_key():
    return serialization.load_pem_private_key(read('WECHATPAY_PRIVATE_KEY'), None)


def platform_key():
    pem = read('WECHATPAY_PLATFORM_PUBLIC_KEY')
    if b'BEGIN CERTIFICATE' in pem:
        return x509.load_pem_x509_certificate(pem).public_key()
    return serialization.load_pem_public_key(pem)


def query_string(query):
    pairs = [(name, one) for name, value in query.items() for one in (value if isinstance(value, list) else [value])]
    text = '&'.join(f'{quote(name, safe="")}={quote(scalar(value), safe="")}' for name, value in pairs)
    return f'?{text}' if text else ''


def scalar(value):
    return value if isinstance(value, str) else json.dumps(value)


def json_body(value):
    """正文只序列化一次：签名的文本就是发送的文本。"""
    if value is None:
        return None, None, ''
    text = json.dumps(value, ensure_ascii=False)
    return text.encode(), 'application/json', text


def form_body(form):
    """带文件的表单。参与签名的只有 JSON 的那一部分，不含文件。"""
    boundary, parts, signed = secrets.token_hex(16), [], ''
    for name, value in form.items():
        disposition = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, File):
            head, content = f'; filename="{value.name}"\r\nContent-Type: {value.media_type}', value.content
        else:
            signed = json.dumps(value, ensure_ascii=False)
            head, content = '\r\nContent-Type: application/json', signed.encode()
        parts.append(f'{disposition}{head}\r\n\r\n'.encode() + content + b'\r\n')
    return b''.join(parts) + f'--{boundary}--\r\n'.encode(), f'multipart/form-data; boundary={boundary}', signed


def parse_json(body):
    return json.loads(body.decode('utf-8'))


def to_error(answer):
    try:
        data = parse_json(answer.body)
        return WechatPayError(answer.status, data.get('code'), data.get('message'), answer.body)
    except (ValueError, AttributeError):
        return WechatPayError(answer.status, 'HTTP_ERROR', answer.body.decode('utf-8', 'replace'), answer.body)


def sign_v2(fields, sign_type):
    """v2 的签名：非空字段按名排序，接上 APIv2 密钥。"""
    key = env('WECHATPAY_APIV2_KEY')
    pairs = [f'{name}={fields[name]}' for name in sorted(fields) if name != 'sign' and fields[name]]
    text = '&'.join([*pairs, f'key={key}']).encode()
    if sign_type == 'HMAC-SHA256':
        return hmac.new(key.encode(), text, hashlib.sha256).hexdigest().upper()
    return hashlib.md5(text).hexdigest().upper()


def to_xml(fields):
    inner = ''.join(f'<{name}>{escape(value)}</{name}>' for name, value in fields.items())
    return f'<xml>{inner}</xml>'.encode()


def check_v2(answer, sign_type):
    if b'<!DOCTYPE' in answer.body:
        raise VerificationError('应答含有 DOCTYPE', answer.status, answer.body)
    data = {node.tag: node.text or '' for node in ElementTree.fromstring(answer.body)}
    if data.get('return_code') == 'FAIL':
        raise WechatPayError(answer.status, 'FAIL', data.get('return_msg'), answer.body)
    if 'sign' in data and not hmac.compare_digest(data['sign'], sign_v2(data, data.get('sign_type') or sign_type)):
        raise VerificationError('签名与内容不符', answer.status, answer.body)
    if data.get('result_code') == 'FAIL':
        raise WechatPayError(answer.status, data.get('err_code'), data.get('err_code_des'), answer.body)
    return data

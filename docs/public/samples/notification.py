"""接收微信支付的通知：验签、解密。与接收程序放在同一个目录，需要 Python 3.9 与 cryptography。

环境变量：
  WECHATPAY_PLATFORM_SERIAL      微信支付公钥 ID，或平台证书序列号
  WECHATPAY_PLATFORM_PUBLIC_KEY  它的公钥文件（PEM），用平台证书时是证书文件
  WECHATPAY_APIV3_KEY            APIv3 密钥，解密用
  WECHATPAY_APIV2_KEY            APIv2 密钥，只有 XML 报文的通知用得到
"""
import base64
import hashlib
import hmac
import json
import os
import time
from xml.etree import ElementTree

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509 import load_pem_x509_certificate


class Refused(Exception):
    """通知没有通过验签或解密，不能处理。"""


def read(headers, body):
    """APIv3 通知：验签、解密，返回事件与明文。body 是收到的原始字节，先解析再序列化会变。"""
    _verify(headers, body)
    notification = json.loads(body)
    resource = notification['resource']
    text = _decrypt(resource['ciphertext'], resource['nonce'], resource.get('associated_data', ''))
    return notification['event_type'], json.loads(text)


def read_v2(body):
    """APIv2 通知：验签，返回各字段。"""
    fields = _parse_xml(body)
    sign = fields.get('sign', '')
    text = '&'.join(f'{name}={fields[name]}' for name in sorted(fields) if name != 'sign' and fields[name])
    key = os.environ['WECHATPAY_APIV2_KEY']
    message = f'{text}&key={key}'.encode()
    if len(sign) == 64:  # HMAC-SHA256，否则 MD5
        expected = hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
    else:
        expected = hashlib.md5(message).hexdigest()
    if not hmac.compare_digest(expected.upper().encode(), sign.encode()):
        raise Refused('签名不符')
    return fields


def read_v2_event(body):
    """带密文的 APIv2 通知：验签、解密，返回事件与明文（文本）。"""
    fields = read_v2(body)
    text = _decrypt(fields['event_ciphertext'], fields['event_nonce'], fields.get('event_associated_data', ''))
    return fields['event_type'], text


def read_v2_refund(body):
    """APIv2 退款通知没有签名，能用 APIv2 密钥解开 req_info 才算数；返回明文各字段。"""
    fields = _parse_xml(body)
    key = hashlib.md5(os.environ['WECHATPAY_APIV2_KEY'].encode()).hexdigest().encode()
    try:
        decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
        padded = decryptor.update(base64.b64decode(fields['req_info'], validate=True)) + decryptor.finalize()
        unpadder = padding.PKCS7(128).unpadder()
        text = unpadder.update(padded) + unpadder.finalize()
    except (KeyError, ValueError) as error:
        raise Refused('req_info 解密失败') from error
    return _parse_xml(text)


def _platform_key(serial):
    # 换钥期间两把都会用到：在这里多认一个序列号
    if not serial or serial != os.environ['WECHATPAY_PLATFORM_SERIAL']:
        raise Refused(f'不认识的序列号 {serial}')
    with open(os.environ['WECHATPAY_PLATFORM_PUBLIC_KEY'], 'rb') as file:
        pem = file.read()
    if b'BEGIN CERTIFICATE' in pem:
        return load_pem_x509_certificate(pem).public_key()
    return serialization.load_pem_public_key(pem)


def _verify(headers, body):
    timestamp = headers.get('Wechatpay-Timestamp', '')
    nonce = headers.get('Wechatpay-Nonce', '')
    key = _platform_key(headers.get('Wechatpay-Serial', ''))
    if not timestamp.isdecimal() or abs(time.time() - int(timestamp)) > 300:
        raise Refused('时间戳与现在相差超过 5 分钟')
    message = f'{timestamp}\n{nonce}\n'.encode() + body + b'\n'
    try:
        signature = base64.b64decode(headers.get('Wechatpay-Signature', ''), validate=True)
        key.verify(signature, message, PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError) as error:
        raise Refused('签名不符') from error


def _decrypt(ciphertext, nonce, associated_data):
    key = os.environ['WECHATPAY_APIV3_KEY'].encode()
    try:
        content = base64.b64decode(ciphertext, validate=True)
        return AESGCM(key).decrypt(nonce.encode(), content, associated_data.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Refused('密文解密失败，检查 APIv3 密钥') from error


def _parse_xml(body):
    if b'<!DOCTYPE' in body:
        raise Refused('报文带有 DOCTYPE')
    try:
        return {child.tag: child.text or '' for child in ElementTree.fromstring(body)}
    except ElementTree.ParseError as error:
        raise Refused('报文不是 XML') from error

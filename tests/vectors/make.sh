#!/usr/bin/env bash
# Makes the known-answer vectors beside it with OpenSSL alone, so that the tests compare our code with another
# implementation. Run once and commit the result: RSA-OAEP is randomised, so a second run gives other, equally valid files.
# The keys are TEST KEYS ONLY: they are public, protect nothing and must never be used anywhere else.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

b64() { openssl base64 -A; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
json() { # a JSON string of stdin
  local text
  text=$(cat; printf x)
  text=${text%x}
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  printf '"%s"' "$text"
}

openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/key.pem" 2>/dev/null
openssl pkey -in "$work/key.pem" -pubout -out "$work/public.pem"
openssl rsa -in "$work/key.pem" -traditional -out "$work/pkcs1.pem" 2>/dev/null
openssl req -x509 -new -key "$work/key.pem" -sha256 -days 36500 -set_serial 0x5157F09EFDC096DE15EBE81A47057A7232F1B8E1 \
  -subj '/CN=TEST KEY ONLY/O=wechatpay-live-docs' -out "$work/certificate.pem"
cat > keys.json <<JSON
{
  "warning": "TEST KEY ONLY: public, protects nothing",
  "private_key": $(json < "$work/key.pem"),
  "private_key_pkcs1": $(json < "$work/pkcs1.pem"),
  "public_key": $(json < "$work/public.pem"),
  "certificate": $(json < "$work/certificate.pem"),
  "serial": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
}
JSON

# RSASSA-PKCS1-v1_5 with SHA-256 is deterministic: the signature must come out byte for byte.
printf 'POST\n/v3/pay/transactions/native?a=1\n1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n{"description":"珠海分店 — 图书"}\n' > "$work/request"
printf '1554208460\n593BEC0C930BF1AFEB40B4A08C8FB242\n\n' > "$work/answer"
sign() { openssl dgst -sha256 -sign "$work/key.pem" "$1" | b64; }
cat > signature.json <<JSON
{
  "request": {
    "method": "post", "url": "/v3/pay/transactions/native?a=1", "timestamp": "1554208460", "nonce": "593BEC0C930BF1AFEB40B4A08C8FB242",
    "body": "{\"description\":\"珠海分店 — 图书\"}",
    "message": $(json < "$work/request"), "signature": "$(sign "$work/request")"
  },
  "answer": {
    "timestamp": "1554208460", "nonce": "593BEC0C930BF1AFEB40B4A08C8FB242", "body": "",
    "message": $(json < "$work/answer"), "signature": "$(sign "$work/answer")"
  }
}
JSON

printf '张三' > "$work/field"
openssl pkeyutl -encrypt -pubin -inkey "$work/public.pem" -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha1 -in "$work/field" -out "$work/field.enc"
cat > field.json <<JSON
{ "plaintext": "张三", "ciphertext": "$(b64 < "$work/field.enc")" }
JSON

# openssl enc has no AEAD mode; AES-256-GCM is AES-256-CTR from counter 2 (SP 800-38D), which openssl enc can do.
# The tag it cannot, so this file proves the cipher text and the tests compare the tag with the SDK's own (Node's OpenSSL).
key=$(printf '0123456789abcdef0123456789ABCDEF' | hex)
nonce=$(printf 'a1b2c3d4e5f6' | hex)
printf '{"transaction_id":"4200000000000000000000000001"}' > "$work/resource"
openssl enc -aes-256-ctr -K "$key" -iv "${nonce}00000002" -in "$work/resource" -out "$work/resource.enc"
cat > resource.json <<JSON
{ "apiv3_key": "0123456789abcdef0123456789ABCDEF", "nonce": "a1b2c3d4e5f6", "plaintext": $(json < "$work/resource"), "ciphertext_without_tag": "$(b64 < "$work/resource.enc")" }
JSON

v2key=192006250b4c09247ec02edce69f6a2d
ecb=$(printf '%s' "$v2key" | openssl dgst -md5 -r | cut -d' ' -f1 | tr -d '\n' | hex)
printf '<root><out_refund_no>131811191610442717309</out_refund_no></root>' > "$work/refund"
openssl enc -aes-256-ecb -K "$ecb" -in "$work/refund" -out "$work/refund.enc"
message='appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100&nonce_str=ibuaiVcKdpRxkhJA'
upper() { cut -d' ' -f1 | tr 'a-f' 'A-F' | tr -d '\n'; }
cat > v2.json <<JSON
{
  "key": "$v2key",
  "fields": { "appid": "wxd930ea5d5a258f4f", "mch_id": "10000100", "device_info": "1000", "body": "test", "nonce_str": "ibuaiVcKdpRxkhJA", "sign": "x", "attach": "" },
  "message": "$message",
  "md5": "$(printf '%s&key=%s' "$message" "$v2key" | openssl dgst -md5 -r | upper)",
  "hmac": "$(printf '%s&key=%s' "$message" "$v2key" | openssl dgst -sha256 -hmac "$v2key" -r | upper)",
  "refund": { "plaintext": $(json < "$work/refund"), "req_info": "$(b64 < "$work/refund.enc")" }
}
JSON

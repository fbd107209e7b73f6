<?php
/**
 * Stands in for the package wechatpay/wechatpay, which is not on every test machine: the functions that receivers call,
 * with the package's names, parameters and failures, on PHP's openssl alone.
 */
namespace WeChatPay\Crypto {
    class Rsa
    {
        const KEY_TYPE_PUBLIC = 'public';
        const KEY_TYPE_PRIVATE = 'private';

        public static function from($thing, string $type = self::KEY_TYPE_PRIVATE)
        {
            $key = $type === self::KEY_TYPE_PUBLIC ? openssl_pkey_get_public($thing) : openssl_pkey_get_private($thing);
            if (!$key) throw new \UnexpectedValueException('Cannot load the key');
            return $key;
        }

        public static function verify(string $message, string $signature, $publicKey): bool
        {
            $result = openssl_verify($message, base64_decode($signature), $publicKey, OPENSSL_ALGO_SHA256);
            if ($result === false) throw new \UnexpectedValueException('Verifying failed');
            return $result === 1;
        }

        public static function sign(string $message, $privateKey): string
        {
            if (!openssl_sign($message, $signature, $privateKey, OPENSSL_ALGO_SHA256)) {
                throw new \UnexpectedValueException('Signing failed');
            }
            return base64_encode($signature);
        }
    }

    class AesGcm
    {
        public static function decrypt(string $ciphertext, string $key, string $iv = '', string $aad = ''): string
        {
            $content = base64_decode($ciphertext);
            $text = openssl_decrypt(
                substr($content, 0, -16), 'aes-256-gcm', $key, OPENSSL_RAW_DATA, $iv, substr($content, -16), $aad
            );
            if ($text === false) throw new \UnexpectedValueException('Decrypting failed');
            return $text;
        }
    }

    class AesEcb
    {
        public static function decrypt(string $ciphertext, string $key, string $iv = ''): string
        {
            $text = openssl_decrypt(base64_decode($ciphertext), 'aes-256-ecb', $key, OPENSSL_RAW_DATA, $iv);
            if ($text === false) throw new \UnexpectedValueException('Decrypting failed');
            return $text;
        }
    }

    class Hash
    {
        const ALGO_MD5 = 'MD5';
        const ALGO_HMAC_SHA256 = 'HMAC-SHA256';

        public static function sign(string $type, string $data, $key): ?string
        {
            $text = "$data&key=$key";
            if ($type === self::ALGO_MD5) return strtoupper(md5($text));
            return $type === self::ALGO_HMAC_SHA256 ? strtoupper(hash_hmac('sha256', $text, $key)) : null;
        }
    }
}

namespace WeChatPay {
    class Formatter
    {
        public static function nonce(int $size = 32): string
        {
            return substr(bin2hex(random_bytes($size)), 0, $size);
        }

        public static function timestamp(): int
        {
            return time();
        }

        public static function response(string $timestamp, string $nonce, string $body = ''): string
        {
            return static::joinedByLineFeed($timestamp, $nonce, $body);
        }

        public static function joinedByLineFeed(...$pieces): string
        {
            return implode("\n", array_merge($pieces, ['']));
        }

        public static function queryStringLike(array $thing = []): string
        {
            $data = [];
            foreach ($thing as $key => $value) {
                if ($key !== 'sign' && $value !== null && $value !== '') $data[] = "$key=$value";
            }
            return implode('&', $data);
        }
    }

    class Transformer
    {
        /** The tests' XML alone: one level, every value a CDATA section. */
        public static function toArray(string $xml = '<xml/>'): array
        {
            preg_match_all('#<(\w+)><!\[CDATA\[(.*?)\]\]></\1>#s', $xml, $found);
            return array_combine($found[1], $found[2]);
        }
    }
}

<?php
// 微信支付接口示例的公共代码：建立客户端。先执行 composer require wechatpay/wechatpay，再在示例开头 require 本文件。

require __DIR__ . '/vendor/autoload.php';

use WeChatPay\Builder;
use WeChatPay\Crypto\Rsa;

$platformSerial = getenv('WECHATPAY_PLATFORM_SERIAL');
$platformPublicKey = Rsa::from('file://' . getenv('WECHATPAY_PLATFORM_PUBLIC_KEY'), Rsa::KEY_TYPE_PUBLIC);

$instance = Builder::factory([
  'base_uri'   => getenv('WECHATPAY_BASE_URL') ?: 'https://api.mch.weixin.qq.com/',
  'mchid'      => getenv('WECHATPAY_MCHID'),
  'serial'     => getenv('WECHATPAY_SERIAL'),
  'privateKey' => Rsa::from('file://' . getenv('WECHATPAY_PRIVATE_KEY'), Rsa::KEY_TYPE_PRIVATE),
  'certs'      => [$platformSerial => $platformPublicKey],
  // 调用 v2 接口时才用：APIv2 密钥，和要求双向 TLS 的接口所用的商户 API 证书
  'secret'     => getenv('WECHATPAY_APIV2_KEY') ?: '',
  'merchant'   => [
    'cert' => getenv('WECHATPAY_CERTIFICATE') ?: null,
    'key'  => getenv('WECHATPAY_PRIVATE_KEY'),
  ],
]);

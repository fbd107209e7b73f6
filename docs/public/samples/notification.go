// 接收微信支付的通知：验签、解密。与接收程序放在同一个目录，只用标准库，需要 Go 1.19。
//
// 环境变量：
//
//	WECHATPAY_PLATFORM_SERIAL      微信支付公钥 ID，或平台证书序列号
//	WECHATPAY_PLATFORM_PUBLIC_KEY  它的公钥文件（PEM），用平台证书时是证书文件
//	WECHATPAY_APIV3_KEY            APIv3 密钥，解密用
//	WECHATPAY_APIV2_KEY            APIv2 密钥，只有 XML 报文的通知用得到
package main

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

// ReadNotification 验签并解密 APIv3 通知，返回事件与明文（JSON）。body 是收到的原文，先解析再序列化会变。
func ReadNotification(header http.Header, body []byte) (event string, plaintext json.RawMessage, err error) {
	if err = verifyNotification(header, body); err != nil {
		return "", nil, err
	}
	var notification struct {
		EventType string `json:"event_type"`
		Resource  struct {
			Ciphertext     string `json:"ciphertext"`
			Nonce          string `json:"nonce"`
			AssociatedData string `json:"associated_data"`
		} `json:"resource"`
	}
	if err = json.Unmarshal(body, &notification); err != nil {
		return "", nil, err
	}
	resource := notification.Resource
	plaintext, err = decryptNotification(resource.Ciphertext, resource.Nonce, resource.AssociatedData)
	return notification.EventType, plaintext, err
}

// ReadNotificationV2 验签 APIv2 通知，返回各字段。
func ReadNotificationV2(body []byte) (map[string]string, error) {
	fields, err := parseNotificationXML(body)
	if err != nil {
		return nil, err
	}
	var pairs []string
	for name, value := range fields {
		if name != "sign" && value != "" {
			pairs = append(pairs, name+"="+value)
		}
	}
	sort.Slice(pairs, func(i, j int) bool {
		return pairs[i][:strings.Index(pairs[i], "=")] < pairs[j][:strings.Index(pairs[j], "=")]
	})
	key := os.Getenv("WECHATPAY_APIV2_KEY")
	message := []byte(strings.Join(pairs, "&") + "&key=" + key)
	digest := md5.New()
	if len(fields["sign"]) == 64 { // HMAC-SHA256，否则 MD5
		digest = hmac.New(sha256.New, []byte(key))
	}
	digest.Write(message)
	expected := strings.ToUpper(hex.EncodeToString(digest.Sum(nil)))
	if !hmac.Equal([]byte(expected), []byte(fields["sign"])) {
		return nil, errors.New("签名不符")
	}
	return fields, nil
}

// ReadEventV2 验签并解密带密文的 APIv2 通知，返回事件与明文。
func ReadEventV2(body []byte) (event string, plaintext []byte, err error) {
	fields, err := ReadNotificationV2(body)
	if err != nil {
		return "", nil, err
	}
	plaintext, err = decryptNotification(fields["event_ciphertext"], fields["event_nonce"], fields["event_associated_data"])
	return fields["event_type"], plaintext, err
}

// ReadRefundV2 解密 APIv2 退款通知。它没有签名，能用 APIv2 密钥解开 req_info 才算数；返回明文各字段。
func ReadRefundV2(body []byte) (map[string]string, error) {
	fields, err := parseNotificationXML(body)
	if err != nil {
		return nil, err
	}
	content, err := base64.StdEncoding.DecodeString(fields["req_info"])
	if err != nil || len(content) == 0 || len(content)%aes.BlockSize != 0 {
		return nil, errors.New("req_info 不完整")
	}
	key := md5.Sum([]byte(os.Getenv("WECHATPAY_APIV2_KEY")))
	block, err := aes.NewCipher([]byte(hex.EncodeToString(key[:])))
	if err != nil {
		return nil, err
	}
	for at := 0; at < len(content); at += aes.BlockSize {
		block.Decrypt(content[at:at+aes.BlockSize], content[at:at+aes.BlockSize])
	}
	padding := int(content[len(content)-1])
	if padding < 1 || padding > aes.BlockSize {
		return nil, errors.New("req_info 解密失败")
	}
	return parseNotificationXML(content[:len(content)-padding])
}

func notificationKey(serial string) (*rsa.PublicKey, error) {
	// 换钥期间两把都会用到：在这里多认一个序列号
	if serial == "" || serial != os.Getenv("WECHATPAY_PLATFORM_SERIAL") {
		return nil, fmt.Errorf("不认识的序列号 %s", serial)
	}
	content, err := os.ReadFile(os.Getenv("WECHATPAY_PLATFORM_PUBLIC_KEY"))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, errors.New("公钥文件不是 PEM")
	}
	var key any
	if block.Type == "CERTIFICATE" {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		key = certificate.PublicKey
	} else if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
		return nil, err
	}
	if public, ok := key.(*rsa.PublicKey); ok {
		return public, nil
	}
	return nil, errors.New("公钥不是 RSA 公钥")
}

func verifyNotification(header http.Header, body []byte) error {
	key, err := notificationKey(header.Get("Wechatpay-Serial"))
	if err != nil {
		return err
	}
	timestamp := header.Get("Wechatpay-Timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if age := time.Since(time.Unix(seconds, 0)); err != nil || age > 5*time.Minute || age < -5*time.Minute {
		return errors.New("时间戳与现在相差超过 5 分钟")
	}
	message := timestamp + "\n" + header.Get("Wechatpay-Nonce") + "\n" + string(body) + "\n"
	signature, err := base64.StdEncoding.DecodeString(header.Get("Wechatpay-Signature"))
	if err != nil {
		return err
	}
	digest := sha256.Sum256([]byte(message))
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature)
}

func decryptNotification(ciphertext, nonce, associatedData string) ([]byte, error) {
	content, err := base64.StdEncoding.DecodeString(ciphertext)
	if err != nil || nonce == "" {
		return nil, errors.New("密文不完整")
	}
	block, err := aes.NewCipher([]byte(os.Getenv("WECHATPAY_APIV3_KEY")))
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCMWithNonceSize(block, len(nonce))
	if err != nil {
		return nil, err
	}
	return gcm.Open(nil, []byte(nonce), content, []byte(associatedData))
}

func parseNotificationXML(body []byte) (map[string]string, error) {
	fields := map[string]string{}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	var name string
	for depth := 0; ; {
		token, err := decoder.Token()
		if err == io.EOF && len(fields) > 0 {
			return fields, nil
		}
		if err != nil {
			return nil, fmt.Errorf("报文不是 XML：%w", err)
		}
		switch one := token.(type) {
		case xml.StartElement:
			depth++
			if depth == 2 {
				name = one.Name.Local
				fields[name] = ""
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 2 {
				fields[name] += string(one)
			}
		}
	}
}

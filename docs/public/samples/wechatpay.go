// 微信支付接口示例的公共代码：签名、发送、验签、加密、解密。
//
// 接口页上的 Go 示例都用它：与示例放在同一目录，执行 go run .（没有 go.mod 时先 go mod init sample）。
// 需要 Go 1.19 或更新，只用标准库。配置只从环境变量读取：
//
//	WECHATPAY_MCHID                商户号
//	WECHATPAY_SERIAL               商户 API 证书序列号
//	WECHATPAY_PRIVATE_KEY          商户私钥，PEM 文件的路径
//	WECHATPAY_PLATFORM_SERIAL      微信支付公钥 ID，或平台证书序列号
//	WECHATPAY_PLATFORM_PUBLIC_KEY  微信支付公钥或平台证书，PEM 文件的路径
//	WECHATPAY_APIV3_KEY            APIv3 密钥：解密通知和平台证书时才用
//	WECHATPAY_APIV2_KEY            APIv2 密钥：调用 v2 接口时才用
//	WECHATPAY_CERTIFICATE          商户 API 证书，PEM 文件的路径：要求双向 TLS 的 v2 接口才用
//	WECHATPAY_BASE_URL             请求发往的地址；没有设置就发往正式环境
package main

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

const (
	tolerance = 300 * time.Second // 应答时间戳与本机时钟最多相差的时间
	timeout   = 30 * time.Second  // 等待应答的时间
	userAgent = "wechatpay-sample-go"
)

// WechatPayError 是接口返回的错误：HTTP 状态码、错误码、说明、应答原文。
type WechatPayError struct {
	Status  int
	Code    string
	Message string
	Body    []byte
}

func (e *WechatPayError) Error() string {
	return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message)
}

// VerificationError 说明应答或通知没有通过验签：内容不可信，不要使用。
type VerificationError struct{ Reason string }

func (e *VerificationError) Error() string { return "验签不通过：" + e.Reason }

// Values 是路径参数、查询参数或请求头，值为字符串、数字或布尔。
type Values map[string]any

// File 是要上传的文件。
type File struct {
	Name      string
	MediaType string
	Content   []byte
}

// Options 是一次 v3 调用的参数，用到哪个写哪个。
type Options struct {
	Path    Values         // 填入地址里花括号的值
	Query   Values         // 查询参数
	Headers Values         // 另加的请求头
	JSON    any            // 请求正文
	Form    map[string]any // 带文件的表单：一个 File，一个参与签名的对象
	Decrypt []string       // 应答里要解密的字段名
}

// Answer 是应答。Data 是解析后的 JSON 或 XML，没有正文或正文是文件时为 nil。
type Answer struct {
	Status  int
	Headers http.Header
	Body    []byte
	Data    any
}

func (a *Answer) String() string {
	if a.Data != nil {
		text := new(bytes.Buffer)
		encoder := json.NewEncoder(text)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if encoder.Encode(a.Data) == nil {
			return strings.TrimSpace(fmt.Sprintf("%d %s", a.Status, text))
		}
	}
	if location := a.Headers.Get("Location"); location != "" {
		return fmt.Sprintf("%d %s", a.Status, location)
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", a.Status, a.Body))
}

// WechatPay 是一个商户的客户端。
type WechatPay struct{ base string }

// NewWechatPay 建立客户端。server 是没有设置 WECHATPAY_BASE_URL 时发往的地址，省略就是正式环境。
func NewWechatPay(server ...string) *WechatPay {
	for _, base := range append([]string{os.Getenv("WECHATPAY_BASE_URL")}, server...) {
		if base != "" {
			return &WechatPay{strings.TrimRight(base, "/")}
		}
	}
	return &WechatPay{"https://api.mch.weixin.qq.com"}
}

// Request 调用 v3 接口，返回验过签的应答。接口返回错误时 error 是 *WechatPayError，验签不通过时是 *VerificationError。
func (w *WechatPay) Request(method, path string, options Options) (*Answer, error) {
	for name, value := range options.Path {
		path = strings.ReplaceAll(path, "{"+name+"}", escape(scalar(value)))
	}
	content, mediaType, signed, err := encodeBody(options)
	if err != nil {
		return nil, err
	}
	target := path + queryString(options.Query)
	authorization, err := w.authorization(method, target, signed)
	if err != nil {
		return nil, err
	}
	head := Values{
		"Accept": "application/json", "User-Agent": userAgent, "Authorization": authorization,
		"Wechatpay-Serial": env("WECHATPAY_PLATFORM_SERIAL"),
	}
	if mediaType != "" {
		head["Content-Type"] = mediaType
	}
	for name, value := range options.Headers {
		head[name] = value
	}
	answer, err := w.send(http.DefaultTransport, method, target, head, content)
	if err != nil {
		return nil, err
	}
	return answer, w.read(answer, options.Decrypt)
}

// read 检查状态码、验签、解析、解密。
func (w *WechatPay) read(answer *Answer, names []string) error {
	if answer.Status >= 400 {
		return toError(answer)
	}
	text := bytes.TrimSpace(answer.Body)
	isJSON := strings.Contains(answer.Headers.Get("Content-Type"), "json") || bytes.HasPrefix(text, []byte("{"))
	// 账单等文件的下载不带签名，其余应答都必须验签
	if answer.Headers.Get("Wechatpay-Signature") != "" || isJSON || len(text) == 0 {
		if err := w.Verify(answer.Headers, answer.Body); err != nil {
			return err
		}
	}
	if !isJSON || len(text) == 0 {
		return nil
	}
	if err := decodeJSON(text, &answer.Data); err != nil {
		return err
	}
	return w.decryptFields(answer.Data, names)
}

// authorization 是请求头 Authorization 的值。body 是发送的正文；上传文件时是 meta 的 JSON。
func (w *WechatPay) authorization(method, target string, body []byte) (string, error) {
	timestamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), randomHex()
	signature, err := w.Sign(fmt.Sprintf("%s\n%s\n%s\n%s\n%s\n", method, target, timestamp, nonce, body))
	return fmt.Sprintf(
		`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",signature="%s",timestamp="%s",serial_no="%s"`,
		env("WECHATPAY_MCHID"), nonce, signature, timestamp, env("WECHATPAY_SERIAL"),
	), err
}

// Sign 用商户私钥对文本做 SHA256 with RSA 签名，返回 base64。调起支付的签名也用它。
func (w *WechatPay) Sign(message string) (string, error) {
	key, err := privateKey()
	if err != nil {
		return "", err
	}
	digest := sha256.Sum256([]byte(message))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	return base64.StdEncoding.EncodeToString(signature), err
}

// Verify 用微信支付公钥验证应答或通知，body 是收到的原文。
func (w *WechatPay) Verify(headers http.Header, body []byte) error {
	timestamp, serial := headers.Get("Wechatpay-Timestamp"), headers.Get("Wechatpay-Serial")
	if serial != env("WECHATPAY_PLATFORM_SERIAL") {
		return &VerificationError{"签名所用的密钥 " + serial + " 不是 WECHATPAY_PLATFORM_SERIAL"}
	}
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || math.Abs(time.Since(time.Unix(seconds, 0)).Seconds()) > tolerance.Seconds() {
		return &VerificationError{"时间戳 " + timestamp + " 与本机时钟相差超过 " + tolerance.String()}
	}
	key, err := platformKey()
	if err != nil {
		return err
	}
	digest := sha256.Sum256([]byte(fmt.Sprintf("%s\n%s\n%s\n", timestamp, headers.Get("Wechatpay-Nonce"), body)))
	signature, err := base64.StdEncoding.DecodeString(headers.Get("Wechatpay-Signature"))
	if err != nil || rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) != nil {
		return &VerificationError{"签名与内容不符"}
	}
	return nil
}

// Encrypt 用微信支付公钥加密敏感信息，返回 base64。公钥读不出或文本过长时 panic：那是配置或程序的错误。
func (w *WechatPay) Encrypt(text string) string {
	key, err := platformKey()
	if err != nil {
		panic(err)
	}
	content, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, key, []byte(text), nil)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(content)
}

// Decrypt 解密：文本用商户私钥；通知的 resource、平台证书的 encrypt_certificate 用 APIv3 密钥。
func (w *WechatPay) Decrypt(value any) (string, error) {
	if resource, ok := value.(map[string]any); ok {
		return decryptResource(resource)
	}
	content, err := base64.StdEncoding.DecodeString(scalar(value))
	if err != nil {
		return "", err
	}
	key, err := privateKey()
	if err != nil {
		return "", err
	}
	text, err := rsa.DecryptOAEP(sha1.New(), rand.Reader, key, content, nil)
	return string(text), err
}

func decryptResource(resource map[string]any) (string, error) {
	part := func(name string) string { text, _ := resource[name].(string); return text }
	content, err := base64.StdEncoding.DecodeString(part("ciphertext"))
	if err != nil {
		return "", err
	}
	block, err := aes.NewCipher([]byte(env("WECHATPAY_APIV3_KEY")))
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCMWithNonceSize(block, len(part("nonce")))
	if err != nil {
		return "", err
	}
	text, err := gcm.Open(nil, []byte(part("nonce")), content, []byte(part("associated_data")))
	return string(text), err
}

// decryptFields 把 names 列出的字段换成明文，不论在哪一层。
func (w *WechatPay) decryptFields(data any, names []string) error {
	switch value := data.(type) {
	case []any:
		for _, one := range value {
			if err := w.decryptFields(one, names); err != nil {
				return err
			}
		}
	case map[string]any:
		for name, one := range value {
			if !contains(names, name) || one == nil || one == "" {
				if err := w.decryptFields(one, names); err != nil {
					return err
				}
				continue
			}
			text, err := w.Decrypt(one)
			if err != nil {
				return fmt.Errorf("解密 %s：%w", name, err)
			}
			value[name] = text
		}
	}
	return nil
}

// send 发送一次请求，不跟随跳转，不论状态码都返回应答。
func (w *WechatPay) send(via http.RoundTripper, method, target string, headers Values, content []byte) (*Answer, error) {
	request, err := http.NewRequest(method, w.base+target, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	for name, value := range headers {
		request.Header.Set(name, scalar(value))
	}
	client := http.Client{Transport: via, Timeout: timeout}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return &Answer{Status: response.StatusCode, Headers: response.Header, Body: body}, err
}

// V2 是 v2 接口的参数：NoNonce 时不带 nonce_str，Certificate 时带商户 API 证书。
type V2 struct {
	Fields      Values
	NoNonce     bool
	Certificate bool
}

// RequestV2 调用 v2 接口：MD5 或 HMAC-SHA256 签名（看 sign_type），POST 发送 XML，GET 放入查询参数。
// 通信或业务失败时 error 是 *WechatPayError。
func (w *WechatPay) RequestV2(method, path string, options V2) (*Answer, error) {
	fields := Values{}
	for name, value := range options.Fields {
		if text := scalar(value); text != "" {
			fields[name] = text
		}
	}
	if _, given := fields["nonce_str"]; !given && !options.NoNonce {
		fields["nonce_str"] = randomHex()
	}
	fields["sign"] = signV2(fields, fields["sign_type"])
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment}
	if options.Certificate {
		pair, err := tls.LoadX509KeyPair(env("WECHATPAY_CERTIFICATE"), env("WECHATPAY_PRIVATE_KEY"))
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig = &tls.Config{Certificates: []tls.Certificate{pair}}
	}
	defer transport.CloseIdleConnections()
	head := Values{"User-Agent": userAgent, "Content-Type": "text/xml; charset=utf-8"}
	content := toXML(fields)
	if method == http.MethodGet {
		path, content = path+queryString(fields), nil
	}
	answer, err := w.send(transport, method, path, head, content)
	if err != nil {
		return nil, err
	}
	if answer.Status >= 400 {
		return answer, toError(answer)
	}
	if bytes.HasPrefix(bytes.TrimSpace(answer.Body), []byte("<xml")) {
		return answer, readV2(answer, fields["sign_type"])
	}
	return answer, nil
}

func readV2(answer *Answer, signType any) error {
	data, err := fromXML(answer.Body)
	if err != nil {
		return err
	}
	answer.Data = map[string]any(data)
	if data["return_code"] == "FAIL" {
		return &WechatPayError{answer.Status, "FAIL", scalar(data["return_msg"]), answer.Body}
	}
	if data["sign_type"] != nil {
		signType = data["sign_type"]
	}
	if sign, signed := data["sign"]; signed && sign != signV2(data, signType) {
		return &VerificationError{"签名与内容不符"}
	}
	if data["result_code"] == "FAIL" {
		return &WechatPayError{answer.Status, scalar(data["err_code"]), scalar(data["err_code_des"]), answer.Body}
	}
	return nil
}

// signV2 是 v2 的签名：非空字段按名排序，接上 APIv2 密钥。
func signV2(fields Values, signType any) string {
	key := env("WECHATPAY_APIV2_KEY")
	text := ""
	for _, name := range sortedNames(fields) {
		if value := scalar(fields[name]); name != "sign" && value != "" {
			text += name + "=" + value + "&"
		}
	}
	digest := md5.New()
	if signType == "HMAC-SHA256" {
		digest = hmac.New(sha256.New, []byte(key))
	}
	digest.Write([]byte(text + "key=" + key))
	return strings.ToUpper(hex.EncodeToString(digest.Sum(nil)))
}

func toXML(fields Values) []byte {
	text := new(bytes.Buffer)
	text.WriteString("<xml>")
	for _, name := range sortedNames(fields) {
		text.WriteString("<" + name + ">")
		_ = xml.EscapeText(text, []byte(scalar(fields[name])))
		text.WriteString("</" + name + ">")
	}
	text.WriteString("</xml>")
	return text.Bytes()
}

func fromXML(body []byte) (Values, error) {
	var root struct {
		Fields []struct {
			XMLName xml.Name
			Text    string `xml:",chardata"`
		} `xml:",any"`
	}
	err := xml.Unmarshal(body, &root)
	fields := Values{}
	for _, field := range root.Fields {
		fields[field.XMLName.Local] = field.Text
	}
	return fields, err
}

// encodeBody 序列化正文，只做一次：签名的文本就是发送的文本。
func encodeBody(options Options) (content []byte, mediaType string, signed []byte, err error) {
	if options.Form != nil {
		return encodeForm(options.Form)
	}
	if options.JSON == nil {
		return nil, "", nil, nil
	}
	content, err = json.Marshal(options.JSON)
	return content, "application/json", content, err
}

// encodeForm 是带文件的表单。参与签名的只有 JSON 的那一部分，不含文件。
func encodeForm(form map[string]any) (content []byte, mediaType string, signed []byte, err error) {
	boundary, text := randomHex(), new(bytes.Buffer)
	for _, name := range sortedNames(form) {
		fmt.Fprintf(text, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, name)
		if file, ok := form[name].(File); ok {
			fmt.Fprintf(text, "; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n%s\r\n", file.Name, file.MediaType, file.Content)
			continue
		}
		if signed, err = json.Marshal(form[name]); err != nil {
			return nil, "", nil, err
		}
		fmt.Fprintf(text, "\r\nContent-Type: application/json\r\n\r\n%s\r\n", signed)
	}
	fmt.Fprintf(text, "--%s--\r\n", boundary)
	return text.Bytes(), "multipart/form-data; boundary=" + boundary, signed, nil
}

// JSON 是值的 JSON 文本，用于以字符串携带 JSON 的字段。
func JSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func decodeJSON(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // 不把长整数变成浮点数
	return decoder.Decode(into)
}

func toError(answer *Answer) error {
	var data struct{ Code, Message string }
	if json.Unmarshal(answer.Body, &data) != nil || data.Code == "" {
		return &WechatPayError{answer.Status, "HTTP_ERROR", string(answer.Body), answer.Body}
	}
	return &WechatPayError{answer.Status, data.Code, data.Message, answer.Body}
}

func queryString(query Values) string {
	pairs := []string{}
	for _, name := range sortedNames(query) {
		values, isList := query[name].([]any)
		if !isList {
			values = []any{query[name]}
		}
		for _, value := range values {
			pairs = append(pairs, escape(name)+"="+escape(scalar(value)))
		}
	}
	if len(pairs) == 0 {
		return ""
	}
	return "?" + strings.Join(pairs, "&")
}

func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

func scalar(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	default:
		return JSON(value)
	}
}

func sortedNames[T any](fields map[string]T) []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func contains(names []string, name string) bool {
	for _, one := range names {
		if one == name {
			return true
		}
	}
	return false
}

func randomHex() string {
	content := make([]byte, 16)
	if _, err := rand.Read(content); err != nil {
		panic(err)
	}
	return hex.EncodeToString(content)
}

// env 是环境变量的值；没有设置就说明缺的是哪一个。
func env(name string) string {
	value := os.Getenv(name)
	if value == "" {
		panic("没有设置环境变量 " + name)
	}
	return value
}

func readPEM(name string) (*pem.Block, error) {
	content, err := os.ReadFile(env(name))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(content)
	if block == nil {
		return nil, errors.New(name + " 不是 PEM 文件")
	}
	return block, nil
}

func privateKey() (*rsa.PrivateKey, error) {
	block, err := readPEM("WECHATPAY_PRIVATE_KEY")
	if err != nil {
		return nil, err
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	if found, ok := key.(*rsa.PrivateKey); ok {
		return found, nil
	}
	return nil, errors.New("WECHATPAY_PRIVATE_KEY 不是 RSA 私钥")
}

func platformKey() (*rsa.PublicKey, error) {
	block, err := readPEM("WECHATPAY_PLATFORM_PUBLIC_KEY")
	if err != nil {
		return nil, err
	}
	var key any
	if block.Type == "CERTIFICATE" {
		certificate, failure := x509.ParseCertificate(block.Bytes)
		if failure != nil {
			return nil, failure
		}
		key = certificate.PublicKey
	} else if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
		return nil, err
	}
	if found, ok := key.(*rsa.PublicKey); ok {
		return found, nil
	}
	return nil, errors.New("WECHATPAY_PLATFORM_PUBLIC_KEY 不是 RSA 公钥")
}

package wechatpay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;

/**
 * 微信支付接口示例的公共代码：签名、发送、验签、加密、解密。
 *
 * <p>接口页上的 Java 示例都用它：存为 wechatpay/WechatPay.java，与示例 Sample.java 所在的目录平级，执行
 * {@code javac Sample.java && java Sample}。需要 JDK 17 或更新，只用标准库。
 *
 * <p>配置只从环境变量读取（有同名的系统属性时用系统属性）：
 *
 * <pre>
 * WECHATPAY_MCHID                商户号
 * WECHATPAY_SERIAL               商户 API 证书序列号
 * WECHATPAY_PRIVATE_KEY          商户私钥，PEM 文件的路径
 * WECHATPAY_PLATFORM_SERIAL      微信支付公钥 ID，或平台证书序列号
 * WECHATPAY_PLATFORM_PUBLIC_KEY  微信支付公钥或平台证书，PEM 文件的路径
 * WECHATPAY_APIV3_KEY            APIv3 密钥：解密通知和平台证书时才用
 * WECHATPAY_APIV2_KEY            APIv2 密钥：调用 v2 接口时才用
 * WECHATPAY_CERTIFICATE          商户 API 证书，PEM 文件的路径：要求双向 TLS 的 v2 接口才用
 * WECHATPAY_BASE_URL             请求发往的地址；没有设置就发往正式环境
 * </pre>
 */
public final class WechatPay {
  private static final long TOLERANCE = 300; // 应答时间戳与本机时钟最多相差的秒数
  private static final Duration TIMEOUT = Duration.ofSeconds(30); // 等待应答的时间
  private static final String USER_AGENT = "wechatpay-sample-java";

  private final String base;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /** 接口返回的错误：HTTP 状态码、错误码、说明、应答原文。 */
  public static class WechatPayException extends RuntimeException {
    public final int status;
    public final String code;
    public final byte[] body;

    WechatPayException(int status, String code, String message, byte[] body) {
      super(status + " " + code + ": " + message);
      this.status = status;
      this.code = code;
      this.body = body;
    }
  }

  /** 应答或通知没有通过验签：内容不可信，不要使用。 */
  public static final class VerificationException extends WechatPayException {
    VerificationException(int status, String message, byte[] body) {
      super(status, "VERIFICATION_FAILED", message, body);
    }
  }

  /** 要上传的文件。 */
  public record FilePart(String name, String mediaType, byte[] content) {}

  /** 应答：data 是解析后的 JSON 或 XML，没有正文或正文是文件时为 null。 */
  public record Answer(int status, Function<String, String> headers, byte[] body, Object data) {
    @Override
    public String toString() {
      if (data != null) return status + " " + Json.print(data, "");
      var location = headers.apply("Location");
      return (status + " " + (location == null ? text(body) : location)).strip();
    }
  }

  /** 发往正式环境，设置了 WECHATPAY_BASE_URL 则发往那里。 */
  public WechatPay() {
    this("https://api.mch.weixin.qq.com");
  }

  /** @param server 没有设置 WECHATPAY_BASE_URL 时发往的地址 */
  public WechatPay(String server) {
    var url = setting("WECHATPAY_BASE_URL");
    base = (url == null ? server : url).replaceAll("/+$", "");
  }

  /** 对象：名、值相间。 */
  public static Map<String, Object> object(Object... pairs) {
    var object = new LinkedHashMap<String, Object>();
    for (int index = 0; index < pairs.length; index += 2) object.put((String) pairs[index], pairs[index + 1]);
    return object;
  }

  /** 列表。 */
  public static List<Object> list(Object... items) {
    return Arrays.asList(items);
  }

  /** 值的 JSON 文本，用于以字符串携带 JSON 的字段。 */
  public static String json(Object value) {
    return Json.print(value, null);
  }

  /** 文件内容的 SHA-256，小写十六进制。 */
  public static String sha256(byte[] content) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  /** 一次 v3 调用。path 是接口路径，其中花括号的值用 {@link V3Request#path} 填。 */
  public V3Request request(String method, String path) {
    return new V3Request(method, path);
  }

  /** 一次 v2 调用：MD5 或 HMAC-SHA256 签名（看 sign_type），POST 发送 XML，GET 放入查询参数。 */
  public V2Request v2(String method, String path, Map<String, Object> fields) {
    return new V2Request(method, path, fields);
  }

  /** v3 请求，用到哪个参数写哪个，最后 {@link #send}。 */
  public final class V3Request {
    private final String method;
    private final List<String> query = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private String path;
    private byte[] content = {};
    private String signed = "";
    private List<String> secrets = List.of();

    private V3Request(String method, String path) {
      this.method = method;
      this.path = path;
    }

    /** 路径参数。 */
    public V3Request path(String name, Object value) {
      path = path.replace("{" + name + "}", escape(value));
      return this;
    }

    /** 查询参数。 */
    public V3Request query(String name, Object value) {
      for (var one : value instanceof List<?> values ? values : List.of(value)) query.add(escape(name) + "=" + escape(one));
      return this;
    }

    /** 另加的请求头。 */
    public V3Request header(String name, Object value) {
      headers.put(name, scalar(value));
      return this;
    }

    /** 请求正文，只序列化一次：签名的文本就是发送的文本。 */
    public V3Request json(Object value) {
      signed = Json.print(value, null);
      content = bytes(signed);
      return header("Content-Type", "application/json");
    }

    /** 带文件的表单。参与签名的只有 JSON 的那一部分，不含文件。 */
    public V3Request form(Map<String, Object> form) {
      var boundary = randomHex();
      var parts = new ByteArrayOutputStream();
      form.forEach((name, value) -> {
        parts.writeBytes(bytes("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\""));
        if (value instanceof FilePart file) {
          parts.writeBytes(bytes("; filename=\"" + file.name + "\"\r\nContent-Type: " + file.mediaType + "\r\n\r\n"));
          parts.writeBytes(file.content);
        } else {
          signed = Json.print(value, null);
          parts.writeBytes(bytes("\r\nContent-Type: application/json\r\n\r\n" + signed));
        }
        parts.writeBytes(bytes("\r\n"));
      });
      parts.writeBytes(bytes("--" + boundary + "--\r\n"));
      content = parts.toByteArray();
      return header("Content-Type", "multipart/form-data; boundary=" + boundary);
    }

    /** 应答里要解密的字段名，不论在哪一层。 */
    public V3Request decrypt(String... names) {
      secrets = List.of(names);
      return this;
    }

    /**
     * 签名、发送、验签。
     *
     * @throws WechatPayException 接口返回错误
     * @throws VerificationException 验签不通过
     */
    public Answer send() throws IOException, InterruptedException, GeneralSecurityException {
      var target = path + (query.isEmpty() ? "" : "?" + String.join("&", query));
      var head = new LinkedHashMap<String, String>();
      head.put("Accept", "application/json");
      head.put("Wechatpay-Serial", required("WECHATPAY_PLATFORM_SERIAL"));
      head.put("Authorization", authorization(method, target, signed));
      head.putAll(headers);
      var answer = exchange(client, method, target, head, content);
      if (answer.status >= 400) throw toException(answer);
      var text = text(answer.body).strip();
      var type = answer.headers.apply("Content-Type");
      var isJson = (type != null && type.contains("json")) || text.startsWith("{");
      // 账单等文件的下载不带签名，其余应答都必须验签
      if (answer.headers.apply("Wechatpay-Signature") != null || isJson || text.isEmpty())
        verify(answer.headers, answer.body, answer.status);
      if (!isJson || text.isEmpty()) return answer;
      return new Answer(answer.status, answer.headers, answer.body, decryptFields(Json.parse(text), secrets));
    }
  }

  /** 请求头 Authorization 的值。body 是发送的正文；上传文件时是 meta 的 JSON。 */
  private String authorization(String method, String target, String body) throws IOException, GeneralSecurityException {
    var timestamp = String.valueOf(Instant.now().getEpochSecond());
    var nonce = randomHex();
    var signature = sign(String.join("\n", method, target, timestamp, nonce, body, ""));
    return "WECHATPAY2-SHA256-RSA2048 mchid=\"%s\",nonce_str=\"%s\",signature=\"%s\",timestamp=\"%s\",serial_no=\"%s\""
        .formatted(required("WECHATPAY_MCHID"), nonce, signature, timestamp, required("WECHATPAY_SERIAL"));
  }

  /** 用商户私钥对文本做 SHA256 with RSA 签名，返回 base64。调起支付的签名也用它。 */
  public String sign(String message) throws IOException, GeneralSecurityException {
    var signer = Signature.getInstance("SHA256withRSA");
    signer.initSign(privateKey());
    signer.update(bytes(message));
    return Base64.getEncoder().encodeToString(signer.sign());
  }

  /** 用微信支付公钥验证应答或通知：headers 按名取值（不分大小写，没有时为 null），body 是收到的原文。 */
  public void verify(Function<String, String> headers, byte[] body, int status) throws IOException, GeneralSecurityException {
    var timestamp = String.valueOf(headers.apply("Wechatpay-Timestamp"));
    var serial = headers.apply("Wechatpay-Serial");
    if (!required("WECHATPAY_PLATFORM_SERIAL").equals(serial))
      throw new VerificationException(status, "签名所用的密钥 " + serial + " 不是 WECHATPAY_PLATFORM_SERIAL", body);
    if (!timestamp.matches("\\d{1,12}") || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE)
      throw new VerificationException(status, "时间戳 " + timestamp + " 与本机时钟相差超过 " + TOLERANCE + " 秒", body);
    var verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(platformKey());
    verifier.update(bytes(timestamp + "\n" + headers.apply("Wechatpay-Nonce") + "\n"));
    verifier.update(body);
    verifier.update((byte) '\n');
    if (!isSignature(verifier, headers.apply("Wechatpay-Signature")))
      throw new VerificationException(status, "签名与内容不符", body);
  }

  private static boolean isSignature(Signature verifier, String signature) {
    try {
      return verifier.verify(Base64.getDecoder().decode(String.valueOf(signature)));
    } catch (IllegalArgumentException | GeneralSecurityException notBase64OrLength) {
      return false;
    }
  }

  /** 用微信支付公钥加密敏感信息，返回 base64。 */
  public String encrypt(String text) throws IOException, GeneralSecurityException {
    var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.ENCRYPT_MODE, platformKey(), OAEPParameterSpec.DEFAULT);
    return Base64.getEncoder().encodeToString(cipher.doFinal(bytes(text)));
  }

  /** 解密：文本用商户私钥；通知的 resource、平台证书的 encrypt_certificate 用 APIv3 密钥。 */
  public String decrypt(Object value) throws IOException, GeneralSecurityException {
    if (value instanceof Map<?, ?> resource) {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      var key = new SecretKeySpec(bytes(required("WECHATPAY_APIV3_KEY")), "AES");
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, bytes(scalar(resource.get("nonce")))));
      cipher.updateAAD(bytes(scalar(resource.get("associated_data"))));
      return text(cipher.doFinal(Base64.getDecoder().decode(scalar(resource.get("ciphertext")))));
    }
    var cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.DECRYPT_MODE, privateKey(), OAEPParameterSpec.DEFAULT);
    return text(cipher.doFinal(Base64.getDecoder().decode((String) value)));
  }

  private Object decryptFields(Object data, List<String> names) throws IOException, GeneralSecurityException {
    if (data instanceof List<?> items) {
      var list = new ArrayList<>();
      for (var item : items) list.add(decryptFields(item, names));
      return list;
    }
    if (!(data instanceof Map<?, ?> fields)) return data;
    var object = new LinkedHashMap<String, Object>();
    for (var field : fields.entrySet()) {
      var value = field.getValue();
      var secret = names.contains(field.getKey()) && value != null && !value.equals("");
      object.put((String) field.getKey(), secret ? decrypt(value) : decryptFields(value, names));
    }
    return object;
  }

  /** 发送一次请求，不跟随跳转，不论状态码都返回应答。 */
  private Answer exchange(HttpClient via, String method, String target, Map<String, String> headers, byte[] content)
      throws IOException, InterruptedException {
    var body = content.length > 0 || method.equals("POST") ? BodyPublishers.ofByteArray(content) : BodyPublishers.noBody();
    var request = HttpRequest.newBuilder(URI.create(base + target)).timeout(TIMEOUT).method(method, body);
    request.header("User-Agent", USER_AGENT);
    headers.forEach(request::header);
    var response = via.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), name -> response.headers().firstValue(name).orElse(null), response.body(), null);
  }

  /** v2 请求，最后 {@link #send}。 */
  public final class V2Request {
    private final String method;
    private final String path;
    private final Map<String, String> fields = new TreeMap<>();
    private boolean nonce = true;
    private boolean certificate;

    private V2Request(String method, String path, Map<String, Object> given) {
      this.method = method;
      this.path = path;
      given.forEach((name, value) -> fields.put(name, scalar(value)));
      fields.values().removeIf(String::isEmpty);
    }

    /** 不带 nonce_str。 */
    public V2Request withoutNonce() {
      nonce = false;
      return this;
    }

    /** 带商户 API 证书。 */
    public V2Request withCertificate() {
      certificate = true;
      return this;
    }

    /**
     * 签名、发送、验签。
     *
     * @throws WechatPayException 通信或业务失败
     */
    public Answer send() throws IOException, InterruptedException, GeneralSecurityException {
      if (nonce) fields.putIfAbsent("nonce_str", randomHex());
      fields.put("sign", signV2(fields, fields.get("sign_type")));
      var via = certificate ? HttpClient.newBuilder().sslContext(certified()).build() : client;
      var isGet = method.equals("GET");
      var pairs = fields.entrySet().stream().map(one -> escape(one.getKey()) + "=" + escape(one.getValue()));
      var target = isGet ? path + "?" + pairs.collect(Collectors.joining("&")) : path;
      var head = Map.of("Content-Type", "text/xml; charset=utf-8");
      var answer = exchange(via, method, target, head, isGet ? new byte[0] : bytes(toXml(fields)));
      if (answer.status >= 400) throw toException(answer);
      if (!text(answer.body).strip().startsWith("<xml")) return answer;
      var data = fromXml(answer.body);
      if ("FAIL".equals(data.get("return_code")))
        throw new WechatPayException(answer.status, "FAIL", data.get("return_msg"), answer.body);
      var type = data.getOrDefault("sign_type", fields.get("sign_type"));
      if (data.containsKey("sign") && !data.get("sign").equals(signV2(data, type)))
        throw new VerificationException(answer.status, "签名与内容不符", answer.body);
      if ("FAIL".equals(data.get("result_code")))
        throw new WechatPayException(answer.status, data.get("err_code"), data.get("err_code_des"), answer.body);
      return new Answer(answer.status, answer.headers, answer.body, data);
    }
  }

  /** v2 的签名：非空字段按名排序，接上 APIv2 密钥。v2 下单后调起支付的签名也用它。 */
  public static String signV2(Map<String, String> fields, String type) throws GeneralSecurityException {
    var key = required("WECHATPAY_APIV2_KEY");
    var text = new StringBuilder();
    new TreeMap<>(fields).forEach((name, value) -> {
      if (!name.equals("sign") && !value.isEmpty()) text.append(name).append('=').append(value).append('&');
    });
    text.append("key=").append(key);
    byte[] digest;
    if ("HMAC-SHA256".equals(type)) {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(key), "HmacSHA256"));
      digest = mac.doFinal(bytes(text.toString()));
    } else {
      digest = MessageDigest.getInstance("MD5").digest(bytes(text.toString()));
    }
    return HexFormat.of().withUpperCase().formatHex(digest);
  }

  private static String toXml(Map<String, String> fields) {
    var text = new StringBuilder("<xml>");
    fields.forEach((name, value) -> {
      var escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
      text.append('<').append(name).append('>').append(escaped).append("</").append(name).append('>');
    });
    return text.append("</xml>").toString();
  }

  private static Map<String, String> fromXml(byte[] body) throws IOException {
    try {
      var factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      var fields = new LinkedHashMap<String, String>();
      var root = factory.newDocumentBuilder().parse(new java.io.ByteArrayInputStream(body)).getDocumentElement();
      for (var node = root.getFirstChild(); node != null; node = node.getNextSibling())
        if (node instanceof org.w3c.dom.Element) fields.put(node.getNodeName(), node.getTextContent());
      return fields;
    } catch (org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException cause) {
      throw new IOException("应答不是 XML", cause);
    }
  }

  private static WechatPayException toException(Answer answer) {
    try {
      if (Json.parse(text(answer.body)) instanceof Map<?, ?> data && data.get("code") != null)
        return new WechatPayException(answer.status, scalar(data.get("code")), scalar(data.get("message")), answer.body);
    } catch (IllegalArgumentException notJson) {
      // 说明取应答原文
    }
    return new WechatPayException(answer.status, "HTTP_ERROR", text(answer.body), answer.body);
  }

  private static PrivateKey privateKey() throws IOException, GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pem("WECHATPAY_PRIVATE_KEY")));
  }

  private static PublicKey platformKey() throws IOException, GeneralSecurityException {
    var name = "WECHATPAY_PLATFORM_PUBLIC_KEY";
    if (Files.readString(Path.of(required(name))).contains("BEGIN CERTIFICATE")) return certificate(name).getPublicKey();
    return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(pem(name)));
  }

  private static Certificate certificate(String name) throws IOException, GeneralSecurityException {
    try (var file = Files.newInputStream(Path.of(required(name)))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  private static SSLContext certified() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("merchant", privateKey(), new char[0], new Certificate[] {certificate("WECHATPAY_CERTIFICATE")});
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static byte[] pem(String name) throws IOException {
    var text = Files.readString(Path.of(required(name)));
    return Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]+-----", ""));
  }

  private static String setting(String name) {
    var value = System.getProperty(name, System.getenv(name));
    return value == null || value.isEmpty() ? null : value;
  }

  /** 环境变量的值；没有设置就说明缺的是哪一个。 */
  private static String required(String name) {
    var value = setting(name);
    if (value == null) throw new IllegalStateException("没有设置环境变量 " + name);
    return value;
  }

  private static String randomHex() {
    var content = new byte[16];
    new SecureRandom().nextBytes(content);
    return HexFormat.of().formatHex(content);
  }

  private static String scalar(Object value) {
    if (value == null) return "";
    return value instanceof String text ? text : Json.print(value, null);
  }

  private static String escape(Object value) {
    return URLEncoder.encode(scalar(value), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** JSON 的读写：标准库里没有。 */
  private static final class Json {
    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    static Object parse(String text) {
      var json = new Json(text);
      var value = json.value();
      json.space();
      if (json.at < text.length()) throw json.unexpected();
      return value;
    }

    /** @param indent 当前的缩进；null 时不换行 */
    static String print(Object value, String indent) {
      var inner = indent == null ? null : indent + "  ";
      var separator = indent == null ? "," : ",\n" + inner;
      if (value instanceof Map<?, ?> map) {
        var members = map.entrySet().stream()
            .map(one -> quote((String) one.getKey()) + (indent == null ? ":" : ": ") + print(one.getValue(), inner));
        return wrap("{", members.collect(Collectors.joining(separator)), "}", indent);
      }
      if (value instanceof List<?> list)
        return wrap("[", list.stream().map(one -> print(one, inner)).collect(Collectors.joining(separator)), "]", indent);
      return value instanceof String string ? quote(string) : String.valueOf(value);
    }

    private static String wrap(String open, String content, String close, String indent) {
      if (indent == null || content.isEmpty()) return open + content + close;
      return open + "\n" + indent + "  " + content + "\n" + indent + close;
    }

    private static String quote(String text) {
      var quoted = new StringBuilder("\"");
      for (var letter : text.toCharArray()) {
        if (letter == '"' || letter == '\\') quoted.append('\\').append(letter);
        else if (letter == '\n') quoted.append("\\n");
        else if (letter < ' ') quoted.append("\\u%04x".formatted((int) letter));
        else quoted.append(letter);
      }
      return quoted.append('"').toString();
    }

    private Object value() {
      space();
      var letter = at < text.length() ? text.charAt(at) : ' ';
      if (letter == '{') return object();
      if (letter == '[') return list();
      if (letter == '"') return string();
      var start = at;
      while (at < text.length() && "+-.0123456789Eaeflnrstu".indexOf(text.charAt(at)) >= 0) at++;
      var word = text.substring(start, at);
      return switch (word) {
        case "true", "false" -> Boolean.valueOf(word);
        case "null" -> null;
        default -> word.matches("-?\\d+") ? new java.math.BigInteger(word) : new java.math.BigDecimal(word);
      };
    }

    private Map<String, Object> object() {
      var object = new LinkedHashMap<String, Object>();
      at++;
      for (space(); !take('}'); space()) {
        if (!object.isEmpty()) expect(',');
        space();
        var name = string();
        space();
        expect(':');
        object.put(name, value());
      }
      return object;
    }

    private List<Object> list() {
      var list = new ArrayList<>();
      at++;
      for (space(); !take(']'); space()) {
        if (!list.isEmpty()) expect(',');
        list.add(value());
      }
      return list;
    }

    private String string() {
      expect('"');
      var string = new StringBuilder();
      while (!take('"')) {
        var letter = next();
        if (letter == '\\') {
          var escaped = next();
          var known = "bfnrt".indexOf(escaped);
          if (escaped == 'u') {
            string.append((char) Integer.parseInt(text.substring(at, Math.min(at += 4, text.length())), 16));
          } else {
            string.append(known >= 0 ? "\b\f\n\r\t".charAt(known) : escaped);
          }
        } else {
          string.append(letter);
        }
      }
      return string.toString();
    }

    private void space() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private boolean take(char letter) {
      var found = at < text.length() && text.charAt(at) == letter;
      if (found) at++;
      return found;
    }

    private void expect(char letter) {
      if (!take(letter)) throw unexpected();
    }

    private char next() {
      if (at >= text.length()) throw unexpected();
      return text.charAt(at++);
    }

    private IllegalArgumentException unexpected() {
      return new IllegalArgumentException(String.format(Locale.ROOT, "第 %d 个字符处不是 JSON", at));
    }
  }
}
